/** The built worker recognises a golden picture (npm test builds first). */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Golden } from '../../src/bundle/golden.js';
import { defaultBundleFolder } from '../../src/bundle/load.js';
import type { Bundle } from '../../src/bundle/schema.js';
import { sha256Of } from '../../src/bundle/sha256.js';
import { stages, type StageTimes } from '../../src/recognise/stages.js';
import { putFacts } from '../support/bundle.js';
import { closedAfterEach } from '../support/closed.js';
import { builtPool } from '../support/pool.js';

const open = closedAfterEach((folder: string) => builtPool({ folder }));

/** The released bundle elsewhere, with other golden vectors; every hash fits. */
async function bundleWith(change: (golden: Golden) => Golden): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whosecam-golden-'));
  await cp(defaultBundleFolder(), folder, { recursive: true });
  const golden = JSON.parse(await readFile(path.join(folder, 'golden.json'), 'utf8')) as Golden;
  const bytes = Buffer.from(JSON.stringify(change(golden)));
  await writeFile(path.join(folder, 'golden.json'), bytes);
  const bundle = JSON.parse(await readFile(path.join(folder, 'bundle.json'), 'utf8')) as Bundle;
  const files = { ...bundle.files, golden: { path: 'golden.json', sha256: sha256Of(bytes), bytes: bytes.length } };
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
