/** The only place that listens. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A service that listens. */
export interface Listening {
  /** Address with the port that was really taken. */
  readonly url: string;
  /** Stops taking requests, lets those under way finish for `graceMs`, then cuts them. */
  readonly close: () => Promise<void>;
}

/** Listens on `host` and `port` (0: any free one). Errors: the system's, such as EADDRINUSE. */
export async function listen(
  app: FastifyInstance,
  { host, port, graceMs }: { readonly host: string; readonly port: number; readonly graceMs: number },
): Promise<Listening> {
  const url = await app.listen({ host, port });
  return {
    url,
    async close() {
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(cut);
    },
  };
}

/** `free` when `host` and `port` could be listened on now, else the system's code, such as EADDRINUSE. */
export async function portState({ host, port }: { readonly host: string; readonly port: number }): Promise<string> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
    return 'free';
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? 'an unknown error';
  } finally {
    server.close();
  }
}
