/** Serving from the command line: until the program is told to stop. */
import { once } from 'node:events';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import { listen, type Listening } from '../http/serve.js';
import type { Io } from './io.js';

/** What was accepted is answered within this, once the program is told to stop; then it's cut off. */
const graceMs = 20_000;

/** Listens until the signal aborts, and says where on stderr. Errors: `bad-config` when the address can't be taken. */
export async function listenUntilStopped(
  io: Io,
  app: Parameters<typeof listen>[0],
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<void> {
  const listening = await listen(app, { host, port, graceMs }).catch(cannotListen);
  io.stderr.write(`whosecam listens on ${listening.url}\n`);
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await listening.close();
}

function cannotListen(cause: NodeJS.ErrnoException): Listening {
  const why = cause.code ?? cause.message;
  throw new WhosecamError('bad-config', `Expected an address that's free; received ${why}`, { cause });
}
