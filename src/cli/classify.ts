/** whosecam classify: photos in, records out. */
import { Argument, Command, Option } from 'commander';
import { type ConfigFlags, readBatchConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { recordedBy } from '../inference/record-photo.js';
import { answerOf, createFormatter, type Format, formats } from '../survey/formats.js';
import { openOutput, type Output } from '../survey/output.js';
import { notePart, unnotePart } from '../survey/part.js';
import { survey } from '../survey/run.js';
import { parseShard, type Shard, shardOf } from '../survey/shard.js';
import { type Found, walk } from '../survey/walk.js';
import { type Engine, type OpenEngine, withEngineOptions } from './engine.js';
import { howToGoOn } from './go-on.js';
import { type Action, complainTo, type Io } from './io.js';
import { expectJsonlName } from './output-name.js';
import { createProgress, type Progress } from './progress.js';
import { readerGone } from './stdout.js';

/** Flags of the command. */
export interface ClassifyFlags extends ConfigFlags {
  readonly output?: string;
  readonly format?: Format;
  readonly shard?: string;
}

const examples = `
Examples:
  whosecam classify photo.jpg
  whosecam classify town-hall/ --output town-hall.jsonl
  whosecam classify 'survey/**/*.jpg' --format csv > survey.csv
  whosecam classify photos/ --format jsonl | jq .verdict

Every answer is in the --output at once. Run it again to go on where it stopped, killed or not: photos that were answered
aren't run again, wherever they lie now.
Exit codes: 0 all answered, 1 some failed, 2 wrong use, 3 model missing or altered, 130 interrupted.`;

/** The command's arguments, options and help. */
export function classifyCommand(): Command {
  const command = new Command('classify')
    .description('tell whose cameras are on photos: files, folders (with all in them) and globs')
    .addArgument(new Argument('<paths...>', 'files, folders or globs'))
    .addOption(new Option('-o, --output <file.jsonl>', 'write the records there, one JSON object a line'))
    .addOption(new Option('-f, --format <format>', 'what goes to stdout (default: table)').choices(formats))
    .addOption(new Option('--shard <i/n>', 'only a share of the photos, such as 3/16: see "merge"'))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Recognises all photos. Errors: `bad-request`, `bad-config`, the model's (`model-missing`, `model-altered`), the output's. */
export function classifyWith(openEngine: OpenEngine): Action<[paths: string[], flags: ClassifyFlags]> {
  return async (io, paths, flags) => {
    const config = readBatchConfig(flags);
    if (flags.output !== undefined) expectJsonlName(flags.output);
    const found = await walk(paths);
    if (found.length === 0) throw new WhosecamError('bad-request', 'Expected photos; the folders named hold none');
    const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
    const share = shard ? found.filter(({ file }) => shardOf(file, shard.of) === shard.index) : found;
    const ahead = 2 * config.workers;
    const engine = await openEngine(config, ahead);
    try {
      return await answerAll(io, { found: share, flags, engine, ahead, maxBytes: config.maxBytes, shard });
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
  readonly shard: Shard | undefined;
}

async function answerAll(io: Io, job: Job): Promise<number> {
  const { found, flags, engine, shard } = job;
  const output = flags.output === undefined ? undefined : await openOutput(flags.output, engine.model);
  if (flags.output !== undefined) await unnotePart(flags.output);
  const silent = output !== undefined && flags.format === 'jsonl';
  const progress = createProgress(io, found.length, { rowsShow: !silent && io.stdoutIsTerminal });
  const staying = await runAll(io, job, { output, progress, silent })
    .finally(output?.close)
    .finally(() => {
      progress.end();
      io.stderr.write(progress.summary());
    });
  if (io.signal.aborted) {
    if (io.signal.reason !== readerGone) io.stderr.write(goOn(io, flags));
    return exitCodes.interrupted;
  }
  if (shard && flags.output !== undefined) await notePart(flags.output, shard);
  if (staying > 0) {
    io.stderr.write(`${staying} earlier records of photos that weren't named this time stay in the output.\n`);
  }
  return progress.count('failed') > 0 ? exitCodes.someFailed : exitCodes.ok;
}

interface Way {
  readonly output: Output | undefined;
  readonly progress: Progress;
  /** No rows on stdout. */
  readonly silent: boolean;
}

/** Runs the photos; how many earlier records stay in the output. */
async function runAll(io: Io, job: Job, { output, progress, silent }: Way): Promise<number> {
  const { found, flags, engine, ahead, maxBytes } = job;
  const longest = found.reduce((most, { file }) => Math.max(most, file.length), 0);
  const formatter = createFormatter(flags.format ?? 'table', longest);
  if (!silent) io.stdout.write(formatter.head);
  const { model, pool } = engine;
  const options = {
    record: recordedBy(pool),
    model,
    maxBytes,
    ahead,
    signal: io.signal,
    onInternal: complainTo(io),
    keeper: output,
  };
  for await (const record of survey(found, options)) {
    if (!silent) io.stdout.write(formatter.format(record));
    progress.photo(answerOf(record));
  }
  return (await output?.finish(found.map(({ file }) => file))) ?? 0;
}

/** What to do after an interruption. */
function goOn({ commandLine }: Io, { output }: ClassifyFlags): string {
  if (output === undefined) return 'Nothing was kept: name a file with --output to be able to go on.\n';
  return howToGoOn(output, commandLine);
}
