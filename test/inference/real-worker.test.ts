/** The built worker with the model that comes with the program (npm test builds first). */
import { afterAll, expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { createPool, type Pool } from '../../src/inference/pool.js';
import { encode, paint, wideLimits } from '../support/pictures.js';

const pools: Pool[] = [];
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

async function open(timeoutMs: number): Promise<Pool> {
  const { bundle, folder } = await loadBundle(defaultBundleFolder());
  const worker = new URL('../../dist/inference/worker.js', import.meta.url);
  const pool = await createPool({
    folder,
    files: bundle.files,
    workers: 1,
    threads: 1,
    maxQueue: 4,
    timeoutMs,
    limits: wideLimits,
    worker,
  });
  pools.push(pool);
  return pool;
}

const jpeg = await encode(paint(1200, 900, (x, y) => [(x * 7) % 256, (y * 5) % 256, (x * y) % 256]))
  .jpeg()
  .toBuffer();
const photo = (): Uint8Array => Uint8Array.from(jpeg);

it('answers a photo', async () => {
  const pool = await open(120_000);
  const { image } = await pool.recognise(photo());
  expect(image).toEqual({ width: 1200, height: 900, format: 'jpeg' });
});

it('outlives photos whose time is over in the middle of an inference', async () => {
  const pool = await open(60);
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => pool.recognise(photo())));
  const codes = outcomes.map((one) =>
    one.status === 'rejected' ? (one.reason as { code?: string }).code : 'answered',
  );
  // A quick machine may answer in time: what counts is that this process is still there.
  for (const code of codes) expect(['timeout', 'answered']).toContain(code);
});

it('lets a photo that runs finish when it is closed', async () => {
  const pool = await open(120_000);
  let closed: Promise<void> | undefined;
  const onStart = () => {
    closed = pool.close();
  };
  expect((await pool.recognise(photo(), { onStart })).image.width).toBe(1200);
  await closed;
});
