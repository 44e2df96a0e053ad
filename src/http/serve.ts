/** The only place that listens. */
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
