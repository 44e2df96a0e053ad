/** Serving from the command line: until the program is told to stop. */
import { once } from 'node:events';
import { WhosecamError } from '../errors.js';
import { listen, type Listening, type ListenOptions } from '../http/serve.js';
import type { Io } from './io.js';

/** Told to stop, the program ends within this. */
export const usualGraceMs = 20_000;

/** Of it, so much is left for the end itself: who is unanswered is told so, and what runs comes to rest. */
export const endingMs = 3000;

/** Listens until the signal aborts, and says where on stderr. Errors: `bad-config` when the address can't be taken. */
export async function listenUntilStopped(
  io: Io,
  app: Parameters<typeof listen>[0],
  options: Omit<ListenOptions, 'graceMs'> & Partial<ListenOptions>,
): Promise<void> {
  const listening = await listen(app, { graceMs: usualGraceMs - endingMs, ...options }).catch(cannotListen);
  io.stderr.write(`whosecam listens on ${listening.url}\n`);
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await listening.close();
}

function cannotListen(cause: NodeJS.ErrnoException): Listening {
  const why = cause.code ?? cause.message;
  throw new WhosecamError('bad-config', `Expected an address that's free; received ${why}`, { cause });
}
