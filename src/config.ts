/** The only reader of the environment: flags and WHOSECAM_ variables in, one frozen configuration out. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { defaultBundleFolder } from './bundle/load.js';
import { WhosecamError } from './errors.js';

/** Everything that can be set, checked. */
export interface Config {
  /** Address that the service listens on. */
  readonly host: string;
  readonly port: number;
  /** Word that callers of the service must show; undefined: none asked. */
  readonly token: string | undefined;
  /** Lets others on the network in without a token. */
  readonly allowAnonymous: boolean;
  /** Origins whose pages may call the service from a browser, such as `https://survey.example.org`. */
  readonly corsOrigin: readonly string[];
  /** Requests that one client may make in a minute; 0: no limit. */
  readonly rateLimit: number;
  /** Folder in which the service keeps photos and records; undefined: nothing is kept. */
  readonly keep: string | undefined;
  /** Answers Label Studio's requests, too. */
  readonly labelStudio: boolean;
  /** Folder of the images that Label Studio calls /data/local-files/; undefined: tasks bring their images along. */
  readonly labelStudioFiles: string | undefined;
  /** Worker threads; each holds the models and one picture at a time. */
  readonly workers: number;
  /** Threads of one run of a model. */
  readonly threads: number;
  /** Pictures that may wait for a worker. */
  readonly queue: number;
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** Bytes of all uploads that the service holds at once. */
  readonly budgetBytes: number;
  /** Pixels of one picture. */
  readonly maxPixels: number;
  /** Time for one picture, milliseconds. */
  readonly timeoutMs: number;
  /** Folder of the model bundle. */
  readonly model: string;
  /** Address of the Redis that holds the queue, with its password if it has one; undefined: none. */
  readonly redis: string | undefined;
  /** Name of the queue: runs that share workers share one. */
  readonly queueName: string;
  /** Photos that a worker has under way at once; undefined: twice its threads' number. */
  readonly concurrency: number | undefined;
  /** Photos that all workers together begin in a second; undefined: any. */
  readonly rate: number | undefined;
  /** Address of storage that speaks S3; undefined: Amazon's. */
  readonly s3Endpoint: string | undefined;
}

/** Flags as the command line gives them; other keys are none of this module's business. */
export type ConfigFlags = Readonly<
  Partial<Record<keyof Config, string | number | boolean | readonly string[] | undefined>>
>;

/** A variable for every option: maxBytes -> WHOSECAM_MAX_BYTES. */
export function variableName(option: keyof Config): string {
  return `WHOSECAM_${option.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

const wholeNumber = (min: number, max: number): z.ZodType<number> => {
  const words = `a whole number from ${min} to ${max}`;
  const digits = z.string({ error: words }).regex(/^\d+$/, words).transform(Number);
  return z.union([z.number(), digits], { error: words }).refine((n) => Number.isInteger(n) && n >= min && n <= max, {
    error: words,
  });
};

const text = z.string({ error: 'a text that is not empty' }).min(1, 'a text that is not empty');

const yesOrNo = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')], {
  error: 'true or false',
});

/** As a browser sends it: scheme, host and port, no path. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const isAddress = (text: string, protocol: RegExp): boolean =>
  URL.canParse(text) && protocol.test(new URL(text).protocol);

const commaSeparated = z.string().transform((list) => list.split(',').map((one) => one.trim()));
const origins = z.union([z.array(z.string()), commaSeparated]).refine((list) => list.every(isOrigin), {
  error: 'origins such as https://survey.example.org',
});

const optionSchemas = {
  host: text,
  port: wholeNumber(0, 65_535),
  token: text,
  allowAnonymous: yesOrNo,
  corsOrigin: origins,
  rateLimit: wholeNumber(0, 1_000_000),
  keep: text,
  labelStudio: yesOrNo,
  labelStudioFiles: text,
  workers: wholeNumber(1, 64),
  threads: wholeNumber(1, 64),
  queue: wholeNumber(0, 10_000),
  maxBytes: wholeNumber(1, 2 ** 30),
  budgetBytes: wholeNumber(1, 2 ** 36),
  maxPixels: wholeNumber(1, 268_402_689),
  timeoutMs: wholeNumber(1, 3_600_000),
  model: text,
  redis: z.string().refine((address) => isAddress(address, /^rediss?:$/), {
    error: 'an address such as redis://127.0.0.1:6379',
  }),
  queueName: z.string().regex(/^[\w.-]{1,100}$/, 'up to 100 letters, digits, dots and dashes'),
  concurrency: wholeNumber(1, 1000),
  rate: wholeNumber(1, 100_000),
  s3Endpoint: z.string().refine((address) => isAddress(address, /^https?:$/), {
    error: 'an address such as http://127.0.0.1:9000',
  }),
} satisfies Record<keyof Config, z.ZodType>;

type Given = { [Option in keyof Config]?: z.infer<(typeof optionSchemas)[Option]> };

/** Options whose value is never shown. */
const secrets: ReadonlySet<keyof Config> = new Set(['token', 'redis']);

/** One option from its flag or else its variable; an empty variable is the same as none. */
function readOption(option: keyof Config, flags: ConfigFlags, env: NodeJS.ProcessEnv): unknown {
  const value = flags[option] ?? (env[variableName(option)] || undefined);
  if (value === undefined) return undefined;
  const result = optionSchemas[option].safeParse(value);
  if (result.success) return result.data;
  const expected = result.error.issues[0]?.message ?? 'another value';
  const received = secrets.has(option) ? 'something else' : JSON.stringify(value);
  throw new WhosecamError(
    'bad-config',
    `Expected ${expected} for ${option} (${variableName(option)}); received ${received}`,
  );
}

/** Workers and threads that fit the cores together; at most four workers share the memory. */
function shareCores(given: Given, cores: number, spareCores: number): { workers: number; threads: number } {
  const most = Math.min(4, Math.max(1, cores - spareCores));
  const workers = given.workers ?? Math.max(1, Math.min(most, Math.floor(cores / (given.threads ?? 1))));
  return { workers, threads: given.threads ?? Math.max(1, Math.floor(cores / workers)) };
}

/**
 * The configuration: a flag wins over its variable, the variable over the default. `spareCores` are left to the rest: a service
 * must stay answerable.
 * @throws WhosecamError `bad-config` that names the option, its variable, what was expected and what came.
 */
export function readConfig(
  flags: ConfigFlags,
  env: NodeJS.ProcessEnv = process.env,
  cores: number = availableParallelism(),
  spareCores = 1,
): Config {
  const names = Object.keys(optionSchemas) as (keyof Config)[];
  const given: Given = Object.fromEntries(names.map((name) => [name, readOption(name, flags, env)]));
  return Object.freeze({
    host: given.host ?? '127.0.0.1',
    port: given.port ?? 8080,
    token: given.token,
    allowAnonymous: given.allowAnonymous ?? false,
    corsOrigin: given.corsOrigin ?? [],
    rateLimit: given.rateLimit ?? 600,
    keep: given.keep,
    labelStudio: given.labelStudio ?? false,
    labelStudioFiles: given.labelStudioFiles,
    ...shareCores(given, cores, spareCores),
    queue: given.queue ?? 16,
    maxBytes: given.maxBytes ?? 64 * 2 ** 20,
    budgetBytes: given.budgetBytes ?? 256 * 2 ** 20,
    maxPixels: given.maxPixels ?? 50_000_000,
    timeoutMs: given.timeoutMs ?? 8000,
    model: given.model ?? defaultBundleFolder(),
    redis: given.redis,
    queueName: given.queueName ?? 'whosecam',
    concurrency: given.concurrency,
    rate: given.rate,
    s3Endpoint: given.s3Endpoint,
  });
}

/** The configuration of a command that has the machine to itself: no core is left to others. Errors: as `readConfig`. */
export const readBatchConfig = (flags: ConfigFlags): Config =>
  readConfig(flags, process.env, availableParallelism(), 0);
