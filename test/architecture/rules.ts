/** The rules of ARCHITECTURE.md as code. A rule gives what is wrong in words; nothing when all is well. */
import type { SourceFacts } from './source.js';

const maxLines = 300;

/** How photos get recognised from above: by the pool, never by a session of one's own. */
const throughThePool = ['inference/pool', 'inference/record-photo', 'bundle', 'image/raster'];

/** The page's own modules that know what a person's word comes to, and how a table is made harmless. */
const theReview = ['page/answers', 'page/cell', 'page/verdicts'];

/**
 * What each part may import; a part is a folder or a file of src, the longest that fits counts.
 * `inference/worker` isn't among them: it is started by its address, never imported.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  causes: [],
  config: ['errors', 'bundle'],
  bundle: ['errors', 'bundle', 'recognise/result'],
  image: ['errors', 'image', 'bundle/schema'],
  'inference/session': ['errors', 'inference/no-telemetry'],
  recognise: ['errors', 'recognise', 'image', 'inference/session', 'bundle'],
  inference: ['errors', 'causes', 'inference', 'recognise', 'image', 'bundle'],
  bench: ['errors', 'bench', 'recognise/stages', 'inference/pool', 'inference/record-photo'],
  metrics: ['metrics', 'recognise/result', 'image/geometry'],
  // What a person's word comes to is told by the same modules in the browser and here.
  survey: [
    'errors',
    'survey',
    'config',
    'metrics/sample',
    'metrics/reviewed',
    'recognise',
    'image/preview',
    ...throughThePool,
    ...theReview,
  ],
  report: [
    'errors',
    'report',
    'survey',
    'recognise/result',
    'image',
    'metrics/wilson',
    'page/report/facts',
    'page/words',
    ...theReview,
  ],
  pack: [
    'errors',
    'pack',
    'survey',
    'metrics',
    'recognise/result',
    'bundle',
    'image/preview',
    'image/raster',
    'page/words',
    ...theReview,
  ],
  http: ['errors', 'causes', 'http', 'config', 'recognise', 'survey/read', 'survey/within', ...throughThePool],
  // The only part that knows a network: what it may bring in is optional, and comes late.
  queue: ['errors', 'queue', 'survey', 'bundle', 'recognise', 'inference/record-photo'],
  cli: [
    'errors',
    'causes',
    'cli',
    'bench',
    'config',
    'http',
    'queue',
    'survey',
    'report',
    'pack',
    'metrics',
    'recognise',
    'inference',
    'bundle',
    'image',
  ],
  main: ['errors', 'cli'],
  // Runs in a browser: what isn't its own isn't there.
  page: ['page', 'recognise/result'],
};

/** Who may touch something, by its name. */
type Owners = Readonly<Record<string, string | readonly string[]>>;

/** Modules and packages that only one part may import, or a few. */
const ownedImports: Owners = {
  'onnxruntime-node': 'inference/session',
  sharp: 'image',
  'node:worker_threads': ['inference', 'image/heic'],
  'libheif-js/wasm-bundle.js': 'image/heic/worker',
  piscina: 'inference',
  'fs-native-extensions': 'survey/lock',
  fastify: 'http',
  'prom-client': 'http/telemetry',
  sax: 'http/label-studio',
  commander: 'cli',
  bullmq: 'queue',
  ioredis: 'queue',
  '@aws-sdk/client-s3': 'queue',
  // The global `process` is looked after by the rules below.
  'node:process': 'nobody',
  process: 'nobody',
};

/** Members of `process` that only one file may touch. */
const ownedMembers: Owners = {
  env: ['config', 'inference/no-telemetry'],
  exit: 'main',
  exitCode: 'main',
  abort: 'nobody',
  kill: 'main',
  '*': 'nobody',
};

/** Methods that only one file may call. */
const ownedCalls: Owners = { listen: 'http/serve' };

const isWithin = (name: string, part: string): boolean => name === part || name.startsWith(`${part}/`);

/** The part that a file belongs to. */
function partOf(name: string): string | undefined {
  return Object.keys(arrows)
    .filter((part) => isWithin(name, part))
    .sort((a, b) => b.length - a.length)[0];
}

function wrongArrows({ name, imports }: SourceFacts): string[] {
  const part = partOf(name);
  if (part === undefined) return [`${name}: belongs to no part of the architecture`];
  const allowed = arrows[part] ?? [];
  return imports
    .filter(({ target, isOurs }) => isOurs && !allowed.some((other) => isWithin(target, other)))
    .map(({ target }) => `${name}: must not import ${target}`);
}

function wrongOwners({ name, imports, processMembers, calls }: SourceFacts): string[] {
  const packages = imports.filter(({ isOurs }) => !isOurs).map(({ target }) => target);
  const check = (used: readonly string[], owners: Owners, what: string): string[] =>
    used
      .filter((key) => Object.hasOwn(owners, key))
      .map((key) => ({ key, parts: [owners[key] ?? []].flat() }))
      .filter(({ parts }) => !parts.some((part) => isWithin(name, part)))
      .map(({ key, parts }) => `${name}: ${what} ${key} is for ${parts.join(' and ')} only`);
  return [
    ...check(packages, ownedImports, 'import of'),
    ...check(processMembers, ownedMembers, 'process member'),
    ...check(calls, ownedCalls, 'call of'),
  ];
}

/** A browser has the page's own modules only; of others there's nothing but types. */
function wrongInBrowser({ name, imports }: SourceFacts): string[] {
  return imports
    .filter(({ target, isTypeOnly }) => isWithin(name, 'page') && !isTypeOnly && !isWithin(target, 'page'))
    .map(({ target }) => `${name}: runs in a browser and must not import more than types of ${target}`);
}

/** Packages that compute and do nothing else. */
const purePackages = ['zod', 'sax'];

/** Pure modules take in values only from each other, so that the same facts always give the same answer. */
export function impure(files: readonly SourceFacts[], pure: readonly string[]): string[] {
  const isPure = (name: string): boolean => pure.some((part) => isWithin(name, part));
  return files
    .filter(({ name }) => isPure(name))
    .flatMap(({ name, imports, processMembers }) => [
      ...imports
        .filter(({ isTypeOnly }) => !isTypeOnly)
        .filter(({ target, isOurs }) => !(isOurs ? isPure(target) : purePackages.includes(target)))
        .map(({ target }) => `${name}: is pure and must not import ${target}`),
      ...processMembers.map((member) => `${name}: is pure and must not touch process.${member}`),
    ]);
}

/** A circle of imports, as `a -> b -> a`, for every file that closes one. */
export function circles(files: readonly SourceFacts[]): string[] {
  const targetsOf = new Map(
    files.map(({ name, imports }) => [name, imports.filter(({ isOurs }) => isOurs).map(({ target }) => target)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      found.push([...path.slice(path.indexOf(name)), name].join(' -> '));
      return;
    }
    if (done.has(name)) return;
    for (const target of targetsOf.get(name) ?? []) walk(target, [...path, name]);
    done.add(name);
  };
  for (const { name } of files) walk(name, []);
  return found;
}

/** What is wrong with one file. */
export function violations(file: SourceFacts): string[] {
  const tooLong = file.lines > maxLines ? [`${file.name}: has ${file.lines} lines, more than ${maxLines}`] : [];
  return [...tooLong, ...wrongArrows(file), ...wrongOwners(file), ...wrongInBrowser(file)];
}
