/** The built program's bench (npm test builds first): real photos, real workers, the released model. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { type Bench, benchSchema } from '../../src/bench/figures.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const fixtures = fileURLToPath(new URL('../../fixtures/photos', import.meta.url));
const short = ['--json', '--seconds', '1', '--idle-seconds', '1', '--timeout-ms', '120000'];

async function bench(folder: string, ...args: string[]): Promise<Bench> {
  const options = { cwd: folder, env: { ...process.env, TMPDIR: folder } };
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'bench', ...short, ...args], options);
  return benchSchema.parse(JSON.parse(stdout));
}

it('gives figures that fit together, for each worker count, and writes no file', async () => {
  const empty = await folderOf({});
  const { runs, alone, images, model } = await bench(empty, '--workers', '1,2', '--threads', '1');
  expect(runs.map(({ workers, threads }) => [workers, threads])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  for (const { workers, photos, failed, wallMs, photosPerSecond, latencyMs, stagesMs } of runs) {
    expect(failed).toBe(0);
    expect(photos).toBeGreaterThanOrEqual(workers);
    expect(photosPerSecond).toBeCloseTo((photos / wallMs) * 1000, 1);
    expect(latencyMs.n).toBe(photos);
    expect(latencyMs.p95).toBeGreaterThanOrEqual(latencyMs.p50 ?? Infinity);
    expect(stagesMs.decode.n).toBe(photos);
    expect(stagesMs.read.n).toBeLessThanOrEqual(stagesMs.classify.n);
    // Every step is within its photo's time.
    for (const { p50 } of Object.values(stagesMs)) expect(p50 ?? 0).toBeLessThanOrEqual(latencyMs.p95 ?? 0);
  }
  expect(images).toMatchObject({ source: 'made', count: 10 });
  expect(alone).toMatchObject({ threads: 1, idle: { share: expect.any(Number) as number } });
  expect(alone.peakRssMb * 2 ** 20).toBeGreaterThan(model.bytes);
  expect(alone.idle.seconds).toBeGreaterThanOrEqual(1);
  expect(await readdir(empty)).toEqual([]);
}, 180_000);

it('runs the photos of a folder again and again', async () => {
  const photo = '001-hikvision-bullet-brick.jpg';
  const folder = await folderOf({ [photo]: await readFile(path.join(fixtures, photo)) });
  const { runs, images } = await bench(folder, '--images', folder, '--workers', '1', '--seconds', '5');
  expect(images).toMatchObject({ source: 'folder', count: 1 });
  expect(runs.map(({ photos, failed }) => [photos > 1, failed])).toEqual([[true, 0]]);
}, 180_000);

it.each([
  { args: ['--seconds', '0'], says: 'Expected seconds from 1' },
  { args: ['--seconds', 'ten'], says: 'Expected seconds from 1' },
  { args: ['--workers', '1,x'], says: 'a whole number from 1' },
  { args: [], says: 'Expected --images' },
])('ends with 2 for $args', async ({ args, says }) => {
  const { code, stderr } = await run(['bench', '--model', await writeTinyBundle(), ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});

it('ends with 2 for a folder without photos, with 3 without a model', async () => {
  const empty = await folderOf({ 'notes.txt': 'no photo' });
  expect((await run(['bench', '--images', empty, '--model', await writeTinyBundle()])).code).toBe(2);
  expect((await run(['bench', '--model', empty])).code).toBe(3);
});
