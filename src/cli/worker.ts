/** whosecam worker: recognises photos of a queue. */
import { Argument, Command, Option } from 'commander';
import { type ConfigFlags, readBatchConfig } from '../config.js';
import { exitCodes } from '../errors.js';
import { recordedBy } from '../inference/record-photo.js';
import { openSource } from '../queue/open-source.js';
import { work } from '../queue/worker.js';
import { answerOf } from '../survey/formats.js';
import { type OpenEngine, option, withEngineOptions } from './engine.js';
import { type Action, complainTo } from './io.js';
import { expectRedis, troubleTo, withQueueOptions } from './queue-options.js';
import { secondsOf } from './seconds.js';

/** Flags of the command. */
export interface WorkerFlags extends ConfigFlags {
  readonly takeoverSeconds: number;
}

const examples = `
Examples:
  whosecam worker /mnt/survey/photos --redis redis://queue-host:6379
  whosecam worker s3://bucket/photos --redis redis://queue-host:6379 --rate 20

The photos are those of "whosecam enqueue", wherever the folder lies on this machine. It works until it's stopped (Ctrl-C, SIGTERM)
and finishes what it has begun; killed, another one takes its photos over.
Exit codes: 130 stopped, 2 wrong use or Redis is away, 3 model missing, altered, or not the one that the queue asks for.`;

/** The command's arguments, options and help. */
export function workerCommand(): Command {
  const takeover = new Option('--takeover-seconds <s>', "take photos over whose worker isn't heard of for so long");
  const command = new Command('worker')
    .description('recognise the photos that "whosecam enqueue" put into a queue')
    .addArgument(new Argument('<photos>', "the photos' folder as it's called here, or s3://bucket/prefix"))
    .addHelpText('after', examples);
  withQueueOptions(command)
    .addOption(
      option('concurrency', '--concurrency <n>', 'photos under way at once (default: two for each of --workers)'),
    )
    .addOption(option('rate', '--rate <n>', 'photos a second that all workers of the queue begin together'))
    .addOption(takeover.default(30).argParser(secondsOf));
  return withEngineOptions(command);
}

/** Errors: `bad-request`, `bad-config`, `other-model`, the model's, the queue's (`queue-away`, `package-missing`). */
export function workerWith(openEngine: OpenEngine): Action<[photos: string, flags: WorkerFlags]> {
  return async (io, photos, flags) => {
    const config = readBatchConfig(flags);
    const redis = expectRedis(config);
    const source = await openSource(photos, config.s3Endpoint);
    const concurrency = config.concurrency ?? 2 * config.workers;
    const { pool, model, sha256 } = await openEngine(config, concurrency);
    const counts = { done: 0, failed: 0 };
    io.stderr.write(`whosecam works on the queue ${config.queueName}, ${concurrency} photos at once\n`);
    try {
      await work({
        redis,
        source,
        concurrency,
        queueName: config.queueName,
        rate: config.rate,
        maxBytes: config.maxBytes,
        model: { ...model, sha256 },
        record: recordedBy(pool),
        takeoverMs: flags.takeoverSeconds * 1000,
        signal: io.signal,
        onRecord(record) {
          counts.done += 1;
          if (answerOf(record) === 'failed') counts.failed += 1;
        },
        onInternal: complainTo(io),
        onTrouble: troubleTo(io),
      });
    } finally {
      io.stderr.write(`${counts.done} photos, ${counts.failed} failed\n`);
      await pool.close();
    }
    return exitCodes.interrupted;
  };
}
