/** The built worker recognises a golden picture (npm test builds first). */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Golden } from '../../src/bundle/golden.js';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import type { Bundle } from '../../src/bundle/schema.js';
import { createPool, type Pool } from '../../src/inference/pool.js';
import { stages, type StageTimes } from '../../src/recognise/stages.js';
import { putFacts } from '../support/bundle.js';
import { createHash } from 'node:crypto';
import { wideLimits } from '../support/pictures.js';

const pools: Pool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function open(folder: string): Promise<Pool> {
  const { bundle } = await loadBundle(folder);
  const worker = new URL('../../dist/inference/worker.js', import.meta.url);
  const limits = wideLimits;
  const made = { folder, files: bundle.files, workers: 1, threads: 1, maxQueue: 4, timeoutMs: 120_000, limits, worker };
  const pool = await createPool(made);
  pools.push(pool);
  return pool;
}

/** The released bundle elsewhere, with other golden vectors; every hash fits. */
async function bundleWith(change: (golden: Golden) => Golden): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whosecam-golden-'));
  await cp(defaultBundleFolder(), folder, { recursive: true });
  const golden = JSON.parse(await readFile(path.join(folder, 'golden.json'), 'utf8')) as Golden;
  const bytes = Buffer.from(JSON.stringify(change(golden)));
  await writeFile(path.join(folder, 'golden.json'), bytes);
  const bundle = JSON.parse(await readFile(path.join(folder, 'bundle.json'), 'utf8')) as Bundle;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const files = { ...bundle.files, golden: { path: 'golden.json', sha256, bytes: bytes.length } };
  await putFacts(folder, { ...bundle, files });
  return folder;
}

const firstVector = (golden: Golden, change: Partial<Golden['vectors'][number]>): Golden => ({
  ...golden,
  vectors: golden.vectors.map((vector, i) => (i === 0 ? { ...vector, ...change } : vector)),
});

it('passes with the released model, which is ready then, wherever its folder is', async () => {
  for (const folder of [defaultBundleFolder(), await bundleWith((golden) => golden)]) {
    const pool = await open(folder);
    expect(pool.ready).toBe(false);
    await pool.selfTest();
    expect(pool.ready).toBe(true);
  }
});

it('fails when the model gives something else than it gave', async () => {
  const pool = await open(
    await bundleWith((golden) => {
      const [{ outputs: [first] } = { outputs: [] }] = golden.vectors;
      if (!first) throw new Error('there is an output');
      return firstVector(golden, { outputs: [{ ...first, values: first.values.map((value) => value + 1000) }] });
    }),
  );
  await expect(pool.selfTest()).rejects.toMatchObject({ code: 'model-altered' });
  expect(pool.ready).toBe(false);
});

it.each([
  { why: 'no vectors', code: 'model-altered', change: (golden: Golden): Golden => ({ ...golden, vectors: [] }) },
  { why: 'no picture', code: 'model-missing', change: (golden: Golden) => firstVector(golden, { file: 'none.jpg' }) },
])('fails when there is $why', async ({ code, change }) => {
  await expect((await open(await bundleWith(change))).selfTest()).rejects.toMatchObject({ code });
});

it('tells how long the steps of a photo took, which the answer does not', async () => {
  const pool = await open(defaultBundleFolder());
  const photo = await readFile('fixtures/photos/001-hikvision-bullet-brick.jpg');
  const heard: StageTimes[] = [];
  const answer = await pool.recognise(Uint8Array.from(photo), { onStages: (times) => heard.push(times) });
  expect(Object.keys(answer)).toEqual(['verdict', 'cameras', 'image']);
  expect(Object.keys(heard[0] ?? {}).sort()).toEqual([...stages].sort());
  for (const ms of Object.values(heard[0] ?? {})) expect(ms).toBeGreaterThan(0);
});
