import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MinuteCounts } from '../../src/http/minute-counts.js';

/** Counts once more; how many there are. */
const countIn = (counts: MinuteCounts, client: string, windowMs = 60_000): number => {
  let count = NaN;
  counts.incr(client, (_, result) => (count = result?.current ?? NaN), windowMs);
  return count;
};

it('counts each client for itself, and from one again when its window is over', async () => {
  const counts = new MinuteCounts();
  expect([countIn(counts, 'a', 200), countIn(counts, 'a', 200), countIn(counts, 'b')]).toEqual([1, 2, 1]);
  await setTimeout(210);
  expect([countIn(counts, 'a', 200), countIn(counts, 'b')]).toEqual([1, 2]);
});

it('forgets who came first of 5001 clients, and no other', () => {
  const counts = new MinuteCounts();
  for (let i = 0; i <= 5000; i++) countIn(counts, `${i}`);
  expect([countIn(counts, '5000'), countIn(counts, '1'), countIn(counts, '0')]).toEqual([2, 2, 1]);
});
