import { expect, it } from 'vitest';
import { runPhotos } from '../../src/bench/run.js';
import { closedAfterEach } from '../support/closed.js';
import { order, slowPool } from '../support/pool.js';

const openPool = closedAfterEach(slowPool);
const answer = order('answer');

it('runs no more photos than it may, in the order of the images, and times the steps of each', async () => {
  const pool = await openPool();
  const images = [answer, order('code:unreadable'), answer];
  const { samples, wallMs } = await runPhotos(pool, images, { workers: 1, forMs: 60_000, maxPhotos: 5 });
  expect(samples.map((sample) => sample?.stages ?? null)).toEqual(
    [true, false, true, true, false].map((isAnswered) => (isAnswered ? { decode: 2, read: 30 } : null)),
  );
  const spent = samples.reduce((sum, sample) => sum + (sample?.totalMs ?? 0), 0);
  expect(wallMs).toBeGreaterThanOrEqual(spent);
});

it('keeps as many photos running as there are workers', async () => {
  const pool = await openPool({ workers: 2, maxQueue: 0 });
  const { samples } = await runPhotos(pool, [order('wait:20')], { workers: 2, forMs: 60_000, maxPhotos: 6 });
  // A third photo at once would have been refused: nobody may wait.
  expect(samples.filter((sample) => sample !== null)).toHaveLength(6);
});

it('runs one photo on every worker when there is no time at all', async () => {
  const pool = await openPool({ workers: 2 });
  const { samples } = await runPhotos(pool, [answer], { workers: 2, forMs: 0, maxPhotos: Infinity });
  expect(samples).toHaveLength(2);
});

it('begins no further photo once it is told to stop', async () => {
  const pool = await openPool();
  const stop = new AbortController();
  const limits = { workers: 1, forMs: 60_000, maxPhotos: Infinity, signal: stop.signal };
  const running = runPhotos(pool, [order('wait:50')], limits);
  setTimeout(() => stop.abort(), 75);
  expect((await running).samples).toHaveLength(1);
});

// A file comes as a Buffer, and its slice() would be the same bytes.
it.each([answer, Buffer.alloc(6, answer)])('leaves the images as they were', async (image) => {
  const pool = await openPool();
  const { samples } = await runPhotos(pool, [image], { workers: 1, forMs: 60_000, maxPhotos: 2 });
  expect(samples).toHaveLength(2);
  expect(new TextDecoder().decode(image)).toBe('answer');
});

it('ends when the model is gone: no photo is to blame', async () => {
  const pool = await openPool();
  const images = [order('code:model-altered')];
  await expect(runPhotos(pool, images, { workers: 1, forMs: 0, maxPhotos: 1 })).rejects.toMatchObject({
    code: 'model-altered',
  });
});
