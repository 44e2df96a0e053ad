/** The thread's program itself, with limits that decode.ts wouldn't give it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { HeicOutcome, HeicTask } from '../../../src/image/heic/task.js';
import { readFixture } from '../../support/fixtures.js';
import { codedOf, gridHeic, ispe } from '../../support/heic.js';

async function run(workerData: HeicTask): Promise<HeicOutcome> {
  const worker = new Worker(new URL('../../../dist/image/heic/worker.js', import.meta.url), { workerData });
  const [outcome] = (await once(worker, 'message')) as [HeicOutcome];
  return outcome;
}

const { data, hvcC } = codedOf(await readFixture('difficulty/phone.heic'));
/** 16 times the same tile: 7.7 megapixels. */
const bytes = gridHeic({ type: 'hvc1', data, properties: [hvcC, ispe(800, 600)] }, [4, 4], [3200, 2400]);

it('decodes in the memory that it is given, and in no more', async () => {
  const mebibytes = (count: number): number => count * 2 ** 20;
  expect(await run({ kind: 'picture', bytes, maxMemory: mebibytes(128) })).toMatchObject({
    kind: 'decoded',
    width: 3200,
  });
  expect(await run({ kind: 'picture', bytes, maxMemory: mebibytes(24) })).toMatchObject({
    kind: 'failure',
    code: 'too-many-pixels',
  });
});

it('tells which libheif it is', async () => {
  expect(await run({ kind: 'version' })).toMatchObject({
    kind: 'version',
    version: expect.stringMatching(/^1\.\d+/) as string,
  });
});
