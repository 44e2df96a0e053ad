/** whosecam serve: the HTTP service. */
import { once } from 'node:events';
import { Command, Option } from 'commander';
import { type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { buildApp } from '../http/app.js';
import { listen, type Listening } from '../http/serve.js';
import { expectGuarded } from '../http/token.js';
import { type OpenEngine, option, withEngineOptions } from './engine.js';
import type { Action } from './io.js';

/** Flags of the command. */
export interface ServeFlags extends ConfigFlags {
  readonly allowAnonymous?: boolean;
}

const examples = `
Examples:
  whosecam serve
  WHOSECAM_TOKEN=secret whosecam serve --host 0.0.0.0
  curl -F image=@photo.jpg http://127.0.0.1:8080/v1/classify
  curl --data-binary @photo.jpg -H 'content-type: image/jpeg' 'http://127.0.0.1:8080/v1/classify?location=false'

With WHOSECAM_TOKEN set, /v1/ asks for "Authorization: Bearer TOKEN".`;

/** The command's options and help. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('answer photos over HTTP')
    .addOption(option('host', '--host <address>', 'address to listen on (default: 127.0.0.1, this machine only)'))
    .addOption(option('port', '--port <n>', 'port to listen on (default: 8080)'))
    .addOption(option('queue', '--queue <n>', 'photos that may wait (default: 16)'))
    .addOption(new Option('--allow-anonymous', 'let others on the network in without a token'))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Serves until the signal aborts. Errors: `bad-config`, also when the address can't be taken; the model's. */
export function serveWith(openEngine: OpenEngine): Action<[flags: ServeFlags]> {
  return async (io, flags) => {
    const config = readConfig(flags);
    expectGuarded(config.host, config.token, flags.allowAnonymous === true);
    const { bundle, pool } = await openEngine(config);
    try {
      const app = buildApp({ pool, loaded: { bundle }, config, log: io.stderr });
      const listening = await listen(app, { ...config, graceMs: config.timeoutMs }).catch(cannotListen);
      io.stderr.write(`whosecam listens on ${listening.url}\n`);
      if (!io.signal.aborted) await once(io.signal, 'abort');
      await listening.close();
      return exitCodes.ok;
    } finally {
      await pool.close();
    }
  };
}

function cannotListen(cause: NodeJS.ErrnoException): Listening {
  const why = cause.code ?? cause.message;
  throw new WhosecamError('bad-config', `Expected an address that's free; received ${why}`, { cause });
}
