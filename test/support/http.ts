/** The service over the tiny bundle and workers that do as the bytes say (slow-worker.mjs). */
import { connect, type Socket } from 'node:net';
import type { Config } from '../../src/config.js';
import { loadBundle } from '../../src/bundle/load.js';
import { type AppParts, buildApp } from '../../src/http/app.js';
import { listen } from '../../src/http/serve.js';
import type { Pool, PoolOptions } from '../../src/inference/pool.js';
import { writeTinyBundle } from './bundle.js';
import { slowPool } from './pool.js';

/** A service, its pool, and how to end both. */
export interface Service {
  readonly app: ReturnType<typeof buildApp>;
  readonly pool: Pool;
  readonly close: () => Promise<void>;
}

/** One worker, two may wait, 1000 bytes, unless told otherwise. */
export async function service(
  config: Partial<AppParts['config']> = {},
  {
    log,
    keeper,
    patience,
    ending,
    labelStudio,
    ...pooled
  }: Partial<PoolOptions> & Pick<AppParts, 'log' | 'keeper' | 'patience' | 'ending' | 'labelStudio'> = {},
): Promise<Service> {
  const all: AppParts['config'] & Pick<Config, 'workers'> = {
    host: '127.0.0.1',
    token: undefined,
    workers: 1,
    queue: 2,
    maxBytes: 1000,
    budgetBytes: 10_000,
    corsOrigin: [],
    rateLimit: 0,
    timeoutMs: 5000,
    ...config,
  };
  const loaded = await loadBundle(await writeTinyBundle());
  const pool = await slowPool({ workers: all.workers, maxQueue: all.queue, timeoutMs: all.timeoutMs, ...pooled });
  await pool.selfTest();
  const optional = { ...(log && { log }), ...(patience && { patience }), ...(ending && { ending }) };
  const app = buildApp({ pool, loaded, config: all, keeper, labelStudio, ...optional });
  return {
    app,
    pool,
    async close() {
      await app.close();
      await pool.close();
    },
  };
}

/** A service that listens on a port of this machine. */
export interface Connected extends Service {
  readonly url: string;
}

/** A service with real connections. */
export async function connected(...args: Parameters<typeof service>): Promise<Connected> {
  const one = await service(...args);
  const { url, close } = await listen(one.app, { host: '127.0.0.1', port: 0, graceMs: 100 });
  return {
    ...one,
    url,
    async close() {
      await close();
      await one.close();
    },
  };
}

/** A connection that has sent the head of a photo of `length` bytes, and nothing of the photo. */
export function uploading(url: string, length = 900): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: image/jpeg\r\ncontent-length: ${length}\r\n\r\n`,
  );
  return socket;
}

/** A multipart body of parts named `image` (or another name), each with a file name unless that is null. */
export function form(parts: readonly { content: string; file?: string | null; name?: string }[]) {
  const boundary = 'xxBOUNDARYxx';
  const payload = parts
    .map(({ content, file = 'a.jpg', name = 'image' }) => {
      const filename = file === null ? '' : `; filename="${file}"\r\nContent-Type: image/jpeg`;
      return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n${content}\r\n`;
    })
    .join('');
  return {
    payload: `${payload}--${boundary}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

/** A raw photo body. */
export const raw = (content: string, type = 'image/jpeg') => ({ payload: content, headers: { 'content-type': type } });
