/** whosecam serve: the HTTP service. */
import { Command } from 'commander';
import { type ConfigFlags, readConfig } from '../config.js';
import { exitCodes } from '../errors.js';
import { openKeeper } from '../http/keep.js';
import { expectGuarded } from '../http/token.js';
import { listenUntilStopped } from './listen.js';
import { type OpenEngine, option, withEngineOptions } from './engine.js';
import type { Action } from './io.js';

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
  const command = new Command('serve')
    .description('answer photos over HTTP')
    .addOption(option('host', '--host <address>', 'address to listen on (default: 127.0.0.1, this machine only)'))
    .addOption(option('port', '--port <n>', 'port to listen on (default: 8080)'))
    .addOption(option('queue', '--queue <n>', 'photos that may wait (default: 16)'))
    .addOption(option('budgetBytes', '--budget-bytes <n>', 'bytes of all uploads held at once (default: 268435456)'))
    .addOption(option('rateLimit', '--rate-limit <n>', 'requests a minute of one client, 0 for any (default: 600)'))
    .addOption(option('allowAnonymous', '--allow-anonymous', 'let others on the network in without a token'))
    .addOption(
      option('corsOrigin', '--cors-origin <origin>', 'let pages of this origin call; can be repeated').argParser(
        (origin: string, before: readonly string[] | undefined) => [...(before ?? []), origin],
      ),
    )
    .addOption(option('keep', '--keep <folder>', 'keep photos and records there (default: nothing is kept)'))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Serves until the signal aborts. Errors: `bad-config`, also when the address can't be taken; the model's. */
export function serveWith(openEngine: OpenEngine): Action<[flags: ConfigFlags]> {
  return async (io, flags) => {
    const config = readConfig(flags);
    expectGuarded(config.host, config.token, config.allowAnonymous);
    const keeper = config.keep === undefined ? undefined : await openKeeper(config.keep);
    // Not above: no other command should wait for Fastify to load.
    const { buildApp } = await import('../http/app.js');
    const { bundle, pool } = await openEngine(config);
    try {
      await pool.selfTest();
      const app = buildApp({ pool, loaded: { bundle }, config, keeper, log: io.stderr });
      await listenUntilStopped(io, app, config);
      return exitCodes.ok;
    } finally {
      await pool.close();
    }
  };
}
