import { expect, it } from 'vitest';
import { benchSchema, benchText, idleOf, percentile, runOf, type Bench, type Sample } from '../../src/bench/figures.js';

/** Photos that took 1, 2 ... n ms, half of it in decoding; only those of odd length were read, for 1 ms. */
const samples = (n: number): Sample[] =>
  Array.from({ length: n }, (_, i) => ({
    totalMs: i + 1,
    stages: { decode: (i + 1) / 2, ...(i % 2 ? {} : { read: 1 }) },
  }));

const setup = { workers: 2, threads: 1, wallMs: 4000 };

it.each([
  { values: [], q: 0.5, is: null },
  { values: [7], q: 0.95, is: 7 },
  { values: [3, 1, 2], q: 0.5, is: 2 },
  { values: [4, 3, 2, 1], q: 0.5, is: 2 },
  { values: Array.from({ length: 100 }, (_, i) => 100 - i), q: 0.95, is: 95 },
])('takes the nearest rank: $q of $values.length', ({ values, q, is }) => {
  expect(percentile(values, q)).toBe(is);
});

it('counts photos, failures and those that needed a step, and divides them by the time', () => {
  const run = runOf([...samples(20), null, null], setup);
  expect(run).toMatchObject({ photos: 20, failed: 2, photosPerSecond: 5, latencyMs: { n: 20, p50: 10, p95: 19 } });
  expect(run.stagesMs.decode).toEqual({ n: 20, p50: 5, p95: 9.5 });
  expect(run.stagesMs.read).toEqual({ n: 10, p50: 1, p95: 1 });
  expect(run.stagesMs.detect).toEqual({ n: 0, p50: null, p95: null });
});

it('has no latency where nothing was answered', () => {
  expect(runOf([null], setup)).toMatchObject({
    photos: 0,
    failed: 1,
    photosPerSecond: 0,
    latencyMs: { n: 0, p50: null },
  });
});

it('gives idle CPU as a share of one core', () => {
  expect(idleOf(10, 0.05)).toEqual({ seconds: 10, cpuSeconds: 0.05, share: 0.005 });
});

const bench: Bench = {
  schema: 'whosecam.bench/1',
  whosecam: '1.2.3',
  model: { id: 'tiny-1', version: '0.0.1', bytes: 3 * 2 ** 20 },
  machine: { platform: 'linux arm64', cpu: 'Cortex-A72', cores: 4, memoryMb: 3794, node: 'v22.0.0' },
  images: { source: 'made', count: 10, meanBytes: 2 ** 20 },
  runs: [runOf(samples(20), setup)],
  alone: { threads: 4, coldStartMs: 2500, photos: 4, peakRssMb: 250, idle: idleOf(10, 0.05) },
};

it('is valid by its own schema, and not with a figure missing, strange or negative', () => {
  expect(benchSchema.parse(bench)).toEqual(bench);
  expect(benchSchema.safeParse({ ...bench, alone: undefined }).success).toBe(false);
  expect(benchSchema.safeParse({ ...bench, runs: [] }).success).toBe(false);
  expect(benchSchema.safeParse({ ...bench, watts: 3 }).success).toBe(false);
  expect(benchSchema.safeParse({ ...bench, alone: { ...bench.alone, coldStartMs: -1 } }).success).toBe(false);
});

it('says the same in words', () => {
  const text = benchText(bench);
  for (const words of ['2 x 1', '5.00', '10 / 19 (20)', '2.50 s', '250 MiB', '0.50 %', '3.0 MiB', 'Cortex-A72']) {
    expect(text).toContain(words);
  }
});
