/** whosecam classify: photos in, records out. */
import { SingleBar } from 'cli-progress';
import { Argument, Command, Option } from 'commander';
import { readConfig, type ConfigFlags } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import { answerOf, createFormatter, type Format, formats } from '../survey/formats.js';
import { openOutput, type Output } from '../survey/output.js';
import { survey } from '../survey/run.js';
import { type Found, walk } from '../survey/walk.js';
import { type Engine, type OpenEngine, withEngineOptions } from './engine.js';
import { type Action, complainTo, type Io } from './io.js';

/** Flags of the command. */
export interface ClassifyFlags extends ConfigFlags {
  readonly output?: string;
  readonly format?: Format;
}

const examples = `
Examples:
  whosecam classify photo.jpg
  whosecam classify town-hall/ --output town-hall.jsonl
  whosecam classify 'survey/**/*.jpg' --format csv > survey.csv
  whosecam classify photos/ --format jsonl | jq .verdict

Run it again with the same --output to go on where it stopped: photos that haven't changed aren't run again.
Exit codes: 0 all answered, 1 some failed, 2 wrong use, 3 model missing or altered, 130 interrupted.`;

/** The command's arguments, options and help. */
export function classifyCommand(): Command {
  const command = new Command('classify')
    .description('tell whose cameras are on photos: files, folders (with all in them) and globs')
    .addArgument(new Argument('<paths...>', 'files, folders or globs'))
    .addOption(new Option('-o, --output <file.jsonl>', 'write the records there, one JSON object a line'))
    .addOption(new Option('-f, --format <format>', 'what goes to stdout (default: table)').choices(formats))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Recognises all photos. Errors: `bad-request`, `bad-config`, `model-missing`, `model-altered`. */
export function classifyWith(openEngine: OpenEngine): Action<[paths: string[], flags: ClassifyFlags]> {
  return async (io, paths, flags) => {
    const config = readConfig(flags);
    if (flags.output !== undefined) expectJsonlName(flags.output);
    const found = await walk(paths);
    if (found.length === 0) throw new WhosecamError('bad-request', 'Expected photos; the folders named hold none');
    const ahead = 2 * config.workers;
    const engine = await openEngine(config, ahead);
    try {
      return await answerAll(io, { found, flags, engine, ahead, maxBytes: config.maxBytes });
    } finally {
      await engine.pool.close();
    }
  };
}

interface Job {
  readonly found: readonly Found[];
  readonly flags: ClassifyFlags;
  readonly engine: Engine;
  readonly ahead: number;
  readonly maxBytes: number;
}

async function answerAll(io: Io, { found, flags, engine, ahead, maxBytes }: Job): Promise<number> {
  const { model, pool } = engine;
  const output = flags.output === undefined ? undefined : await openOutput(flags.output, model);
  const print = printer(io, found, flags);
  const tally = new Map<string, number>();
  try {
    const kept = output && ((file: string, sha256: string) => output.kept(file, sha256));
    const options = { pool, model, maxBytes, ahead, signal: io.signal, onInternal: complainTo(io) };
    for await (const record of survey(found, { ...options, ...(kept ? { kept } : {}) })) {
      await output?.write(record);
      print.record(record);
      tally.set(answerOf(record), (tally.get(answerOf(record)) ?? 0) + 1);
    }
  } finally {
    print.end();
    await finish(io, output);
  }
  io.stderr.write(summary(tally, found.length));
  if (io.signal.aborted) return exitCodes.interrupted;
  return tally.has('failed') ? exitCodes.someFailed : exitCodes.ok;
}

async function finish(io: Io, output: Output | undefined): Promise<void> {
  const broughtOver = (await output?.finish()) ?? 0;
  if (broughtOver > 0 && !io.signal.aborted) {
    io.stderr.write(`${broughtOver} earlier records of photos that weren't named this time stay in the output.\n`);
  }
}

/** Rows or records on stdout; a progress bar on stderr when that's a terminal and no rows run through it. */
function printer(io: Io, found: readonly Found[], flags: ClassifyFlags) {
  const silent = flags.output !== undefined && flags.format === 'jsonl';
  const formatter = createFormatter(flags.format ?? 'table', Math.max(...found.map(({ file }) => file.length)));
  const bar =
    io.stderr.isTTY === true && (silent || !io.stdoutIsTerminal)
      ? new SingleBar({ stream: io.stderr, format: '{bar} {value}/{total} photos, {eta_formatted} left' })
      : undefined;
  bar?.start(found.length, 0);
  if (!silent) io.stdout.write(formatter.head);
  return {
    record(record: ResultRecord) {
      if (!silent) io.stdout.write(formatter.format(record));
      bar?.increment();
    },
    end: () => bar?.stop(),
  };
}

/** `12 of 12 photos: 7 hikvision, 4 no-camera, 1 failed` */
function summary(tally: ReadonlyMap<string, number>, all: number): string {
  const done = [...tally.values()].reduce((sum, count) => sum + count, 0);
  const counts = [...tally].sort(([a], [b]) => (a < b ? -1 : 1)).map(([answer, count]) => `${count} ${answer}`);
  return `${done} of ${all} photos${counts.length > 0 ? `: ${counts.join(', ')}` : ''}\n`;
}

function expectJsonlName(output: string): void {
  if (!/\.(csv|txt|tsv|xlsx?|html?|jpe?g|png|webp|avif|tiff?|hei[cf])$/i.test(output)) return;
  const hint = 'for a spreadsheet: --format csv > FILE.csv';
  throw new WhosecamError(
    'bad-request',
    `Expected the name of a JSONL file for --output; received ${output} (${hint})`,
  );
}
