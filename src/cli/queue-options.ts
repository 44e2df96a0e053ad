/** What the commands of the queue have in common. */
import type { Command } from 'commander';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import { option } from './engine.js';
import type { Io } from './io.js';

/** Adds the options of every command that works with the queue. */
export function withQueueOptions(command: Command): Command {
  return command
    .addOption(option('redis', '--redis <address>', 'the Redis that holds the queue, such as redis://127.0.0.1:6379'))
    .addOption(option('queueName', '--queue-name <name>', 'queue that producer and workers share (default: whosecam)'))
    .addOption(option('s3Endpoint', '--s3-endpoint <address>', "storage of s3:// (default: Amazon's)"));
}

/** The queue's address. Errors: `bad-config`. */
export function expectRedis({ redis }: Config): string {
  if (redis !== undefined) return redis;
  throw new WhosecamError(
    'bad-config',
    'Expected --redis (WHOSECAM_REDIS), such as redis://127.0.0.1:6379; it is not set',
  );
}

/** Tells on stderr what is amiss with the queue and tried again. */
export const troubleTo =
  ({ stderr }: Io) =>
  (words: string): void =>
    void stderr.write(`${words}\n`);
