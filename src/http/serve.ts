/** The only place that listens. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A service that listens. */
export interface Listening {
  /** Address with the port that was really taken. */
  readonly url: string;
  /** Stops taking requests, lets those under way finish for `graceMs`, then ends them. */
  readonly close: () => Promise<void>;
}

/** Where to listen, and how it ends. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly graceMs: number;
  /** Called when the grace is over, to answer who is still unanswered; soon after, connections are cut. */
  readonly onGraceOver?: () => void;
}

/** What is answered last is on its way by then: a kernel takes a small answer at once. */
const flushMs = 200;

/** Listens. Errors: the system's, such as EADDRINUSE. */
export async function listen(
  app: FastifyInstance,
  { host, port, graceMs, onGraceOver }: ListenOptions,
): Promise<Listening> {
  const url = await app.listen({ host, port });
  return {
    url,
    async close() {
      const over = setTimeout(() => onGraceOver?.(), graceMs);
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs + flushMs);
      // A client that was answered meanwhile would keep its connection, and the program, for the next request.
      const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
      await app.close();
      for (const timer of [over, cut, sweep]) clearTimeout(timer);
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
