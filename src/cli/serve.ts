/** whosecam serve: the HTTP service. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { type Config, type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import type { AppParts } from '../http/app.js';
import { openKeeper } from '../http/keep.js';
import { openTaskFolder } from '../http/label-studio/task-image.js';
import { expectGuarded } from '../http/token.js';
import { endingMs, listenUntilStopped, usualGraceMs } from './listen.js';
import { type OpenEngine, option, withAddressOptions, withEngineOptions } from './engine.js';
import type { Action } from './io.js';

/** Of its grace, so much is left for a process whose threads don't end. */
const lastMs = 500;

const examples = `
Examples:
  whosecam serve
  WHOSECAM_TOKEN=secret whosecam serve --host 0.0.0.0
  whosecam serve --cors-origin https://survey.example.org --keep photos/
  curl -F image=@photo.jpg http://127.0.0.1:8080/v1/classify
  curl --data-binary @photo.jpg -H 'content-type: image/jpeg' 'http://127.0.0.1:8080/v1/classify?location=false'

With WHOSECAM_TOKEN set, /v1/ and /metrics ask for "Authorization: Bearer TOKEN". /docs shows all addresses.`;

/** The command's options and help. */
export function serveCommand(): Command {
  const command = withAddressOptions(new Command('serve').description('answer photos over HTTP'))
    .addOption(option('queue', '--queue <n>', 'photos that may wait (default: 16)'))
    .addOption(option('budgetBytes', '--budget-bytes <n>', 'bytes of all uploads held at once (default: 268435456)'))
    .addOption(option('rateLimit', '--rate-limit <n>', 'requests a minute of one client, 0 for any (default: 600)'))
    .addOption(
      option('corsOrigin', '--cors-origin <origin>', 'let pages of this origin call; can be repeated').argParser(
        (origin: string, before: readonly string[] | undefined) => [...(before ?? []), origin],
      ),
    )
    .addOption(option('keep', '--keep <folder>', 'keep photos and records there (default: nothing is kept)'))
    .addOption(
      option('labelStudio', '--label-studio', 'answer Label Studio, too: it sends tasks, gets boxes and choices'),
    )
    .addOption(option('labelStudioFiles', '--label-studio-files <folder>', 'where its tasks of local files lie'))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/**
 * Serves until the signal aborts, then for `graceMs` at most: what was accepted is answered, or told that the program ends.
 * Errors: `bad-config`, also when the address can't be taken; the model's.
 */
export function serveWith(openEngine: OpenEngine, graceMs: number = usualGraceMs): Action<[flags: ConfigFlags]> {
  return async (io, flags) => {
    const config = readConfig(flags);
    expectGuarded(config.host, config.token, config.allowAnonymous);
    const keeper = config.keep === undefined ? undefined : await openKeeper(config.keep);
    const labelStudio = await labelStudioOf(config);
    const over = after(io.signal, graceMs - lastMs);
    // Not above: no other command should wait for Fastify to load.
    const { buildApp } = await import('../http/app.js');
    const { bundle, pool } = await openEngine(config);
    try {
      await pool.selfTest();
      const ending = new AbortController();
      const collaborators = { pool, loaded: { bundle }, keeper, labelStudio, ending: ending.signal, log: io.stderr };
      const app = buildApp({ ...collaborators, config });
      await listenUntilStopped(io, app, {
        ...config,
        graceMs: Math.max(0, graceMs - endingMs),
        onGraceOver: () => ending.abort(),
      });
      return exitCodes.ok;
    } finally {
      // Whoever waited for a photo that still runs has had an answer.
      await Promise.race([pool.close(0), over]);
    }
  };
}

/** Resolves so long after a signal's abort. */
async function after(signal: AbortSignal, ms: number): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  await pause(ms, undefined, { ref: false });
}

/** What Label Studio's routes need; undefined: there are none. */
async function labelStudioOf({ labelStudio, labelStudioFiles }: Config): Promise<AppParts['labelStudio']> {
  if (!labelStudio && labelStudioFiles !== undefined) {
    throw new WhosecamError(
      'bad-config',
      'Expected --label-studio beside --label-studio-files; received the latter only',
    );
  }
  if (!labelStudio) return undefined;
  return { folder: labelStudioFiles === undefined ? undefined : await openTaskFolder(labelStudioFiles) };
}
