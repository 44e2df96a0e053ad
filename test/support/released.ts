/** The service with the model that comes with the program (npm test builds first). */
import type { FastifyInstance } from 'fastify';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { type Config, readConfig } from '../../src/config.js';
import { buildApp } from '../../src/http/app.js';
import { listen } from '../../src/http/serve.js';
import { builtPool } from './pool.js';

/** A service on a port of this machine. */
export interface Released {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts it, with one worker. */
export async function releasedService(given: Partial<Config> = {}): Promise<Released> {
  const config = { ...readConfig({ timeoutMs: 120_000 }, {}), ...given };
  const [loaded, pool] = await Promise.all([loadBundle(defaultBundleFolder()), builtPool()]);
  const app = buildApp({ pool, loaded, config });
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 100 });
  return {
    app,
    url,
    async close() {
      await close();
      await pool.close();
    },
  };
}
