/** A checked model and the workers that run it. */
import { Option, type Command } from 'commander';
import type { Bundle } from '../bundle/schema.js';
import { loadBundle } from '../bundle/load.js';
import { type Config, variableName } from '../config.js';
import { createPool, type Pool } from '../inference/pool.js';

/** The model that answers, and the pool that runs it. */
export interface Engine {
  readonly bundle: Bundle;
  readonly model: { readonly id: string; readonly version: string };
  /** SHA-256 of bundle.json, and so of all that it names. */
  readonly sha256: string;
  readonly pool: Pool;
}

/** Opens the model that a configuration names. */
export type OpenEngine = (config: Config, maxQueue?: number) => Promise<Engine>;

/**
 * Decoding may take this share of a photo's time. What's left is for the models; and when a decoder is ended, the
 * worker behind it, with its models, is not.
 */
const decodeShare = 0.75;

/** `maxQueue` is the caller's: a batch runs as many ahead as it likes. Errors: `model-missing`, `model-altered`. */
export async function openEngine(config: Config, maxQueue: number = config.queue): Promise<Engine> {
  const { bundle, folder, sha256 } = await loadBundle(config.model);
  const pool = await createPool({
    folder,
    files: bundle.files,
    workers: config.workers,
    threads: config.threads,
    maxQueue,
    timeoutMs: config.timeoutMs,
    limits: {
      maxBytes: config.maxBytes,
      maxPixels: config.maxPixels,
      decodeTimeoutMs: Math.ceil(config.timeoutMs * decodeShare),
    },
  });
  return { bundle, model: { id: bundle.id, version: bundle.version }, sha256, pool };
}

/** Adds the options of every command that recognises. */
export function withEngineOptions(command: Command): Command {
  command
    .addOption(option('model', '--model <folder>', 'folder of the model bundle (default: the one that comes with it)'))
    .addOption(option('workers', '--workers <n>', 'photos recognised at once (default: by the cores)'))
    .addOption(option('threads', '--threads <n>', 'threads of each worker (default: by the cores)'))
    .addOption(option('timeoutMs', '--timeout-ms <ms>', 'time limit of a photo (default: 8000)'));
  return withLimitOptions(command);
}

/** Adds the options of every command that reads photos. */
export function withLimitOptions(command: Command): Command {
  return command
    .addOption(option('maxBytes', '--max-bytes <n>', 'greatest file (default: 67108864)'))
    .addOption(option('maxPixels', '--max-pixels <n>', 'greatest photo (default: 50000000)'));
}

/** Adds the options of every command that listens. */
export function withAddressOptions(command: Command): Command {
  return command
    .addOption(option('host', '--host <address>', 'address to listen on (default: 127.0.0.1, this machine only)'))
    .addOption(option('port', '--port <n>', 'port to listen on (default: 8080)'))
    .addOption(option('allowAnonymous', '--allow-anonymous', 'let others on the network in without a token'));
}

/** An option with its environment variable in the help; reading it is config's work. */
export function option(name: keyof Config, flags: string, words: string): Option {
  return new Option(flags, `${words} [${variableName(name)}]`);
}
