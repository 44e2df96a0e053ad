/** whosecam enqueue: photos into a queue that workers share, records out. */
import { Argument, Command, Option } from 'commander';
import { loadBundle } from '../bundle/load.js';
import { type ConfigFlags, readBatchConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import type { JobModel } from '../queue/job.js';
import { openProducer, type Producer } from '../queue/producer.js';
import { openSource } from '../queue/open-source.js';
import type { PhotoSource } from '../queue/source.js';
import { answerOf } from '../survey/formats.js';
import { openOutput, type Output } from '../survey/output.js';
import { type Keeper, survey } from '../survey/run.js';
import type { Found } from '../survey/walk.js';
import { option } from './engine.js';
import { howToGoOn } from './go-on.js';
import type { Action, Io } from './io.js';
import { expectJsonlName } from './output-name.js';
import { createProgress, type Progress } from './progress.js';
import { expectRedis, troubleTo, withQueueOptions } from './queue-options.js';

/** Flags of the command. */
export interface EnqueueFlags extends ConfigFlags {
  readonly output: string;
}

/** Photos in the queue at once: more than the workers of a cluster have under way, and few enough for a small Redis. */
const ahead = 2000;

/** Photos read at once, to know them by their bytes: storage behind a network answers several as soon as one. */
const readsAtOnce = 8;

const examples = `
Examples:
  whosecam enqueue photos/ --output run.jsonl --redis redis://queue-host:6379
  whosecam enqueue s3://bucket/photos --output run.jsonl --redis redis://queue-host:6379

Start "whosecam worker" where the photos can be read, on as many machines as you like. The file is as "classify" writes it; run
it again to go on where it stopped, killed or not. A password of Redis is better given as WHOSECAM_REDIS.
Exit codes: 0 all answered, 1 some failed, 2 wrong use or Redis is away, 3 model missing or altered, 130 interrupted.`;

/** The command's arguments, options and help. */
export function enqueueCommand(): Command {
  const command = new Command('enqueue')
    .description('have the photos of a folder recognised by the workers of a queue')
    .addArgument(new Argument('<photos>', 'folder, or s3://bucket/prefix'))
    .addOption(
      new Option('-o, --output <file.jsonl>', 'write the records there, one JSON object a line').makeOptionMandatory(),
    )
    .addHelpText('after', examples);
  return withQueueOptions(command)
    .addOption(option('model', '--model <folder>', 'folder of the model bundle (default: the one that comes with it)'))
    .addOption(option('maxBytes', '--max-bytes <n>', 'greatest file (default: 67108864)'));
}

/** Errors: `bad-request`, `bad-config`, the model's, the output's, the storage's, the queue's (`queue-away`, `package-missing`). */
export const enqueue: Action<[photos: string, flags: EnqueueFlags]> = async (io, photos, flags) => {
  const config = readBatchConfig(flags);
  const redis = expectRedis(config);
  expectJsonlName(flags.output);
  const source = await openSource(photos, config.s3Endpoint);
  const found = await source.list();
  if (found.length === 0) throw new WhosecamError('bad-request', 'Expected photos; the folder holds none');
  const { bundle, sha256 } = await loadBundle(config.model);
  const model = { id: bundle.id, version: bundle.version, sha256 };
  const output = await openOutput(flags.output, model);
  try {
    const { pathOf } = source;
    const { queueName } = config;
    const { signal } = io;
    const producer = await openProducer({ redis, queueName, model, pathOf, signal, onTrouble: troubleTo(io) });
    const job = { found, source, model, output, producer, maxBytes: config.maxBytes };
    return await answerAll(io, job, flags.output).finally(producer.close);
  } finally {
    await output.close();
  }
};

interface Job {
  readonly found: readonly Found[];
  readonly source: PhotoSource;
  readonly model: JobModel;
  readonly output: Output;
  readonly producer: Producer;
  readonly maxBytes: number;
}

async function answerAll(io: Io, job: Job, name: string): Promise<number> {
  const progress = createProgress(io, job.found.length, { rowsShow: false });
  try {
    await runAll(io, job, progress);
  } finally {
    progress.end();
    io.stderr.write(progress.summary());
  }
  if (io.signal.aborted) {
    io.stderr.write(howToGoOn(name, io.commandLine));
    return exitCodes.interrupted;
  }
  return progress.count('failed') > 0 ? exitCodes.someFailed : exitCodes.ok;
}

async function runAll(io: Io, { found, source, model, output, producer, maxBytes }: Job, progress: Progress) {
  const keeper: Keeper = {
    known: output.known,
    async keep(record) {
      await output.keep(record);
      // Not before it's kept: until then the queue has the only copy.
      if (record.sha256 !== null) await producer.forget(record.sha256);
    },
  };
  const records = survey(found, {
    record: producer.record,
    read: (file, most) => source.read(source.pathOf(file), most),
    readsAtOnce,
    model: { id: model.id, version: model.version },
    maxBytes,
    ahead,
    signal: io.signal,
    onRecord: (record) => progress.photo(answerOf(record)),
    keeper,
  });
  // They're kept and counted as they come; only their end is of interest.
  while (!(await records.next()).done);
  await output.finish(found.map(({ file }) => file));
}
