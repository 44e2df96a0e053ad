import path from 'node:path';
import { expect, it } from 'vitest';
import { WhosecamError } from '../../src/errors.js';
import { recordedBy } from '../../src/inference/record-photo.js';
import type { ResultRecord } from '../../src/recognise/result.js';
import { type Keeper, survey, type SurveyOptions } from '../../src/survey/run.js';
import { walk } from '../../src/survey/walk.js';
import { folderOf } from '../support/cli.js';
import { closedAfterEach } from '../support/closed.js';
import { slowPool } from '../support/pool.js';

const openPool = closedAfterEach(slowPool);
const model = { id: 'tiny-1', version: '0.0.1' };
const base = ({ file }: { file: string }): string => path.basename(file);

/** Runs what is in a folder with two workers. */
async function run(files: Readonly<Record<string, string>>, options: Partial<SurveyOptions> = {}) {
  const pool = await openPool({ workers: 2, maxQueue: 4 });
  const given = { record: recordedBy(pool), model, maxBytes: 1000, ahead: 4, ...options };
  const records: ResultRecord[] = [];
  for await (const record of survey(await walk([await folderOf(files)]), given)) records.push(record);
  return records;
}

/** Knows nothing and keeps the names. */
function keeper(changes: Partial<Keeper> = {}): { kept: string[]; keeper: Keeper } {
  const kept: string[] = [];
  const keep = async (record: ResultRecord) => void kept.push(base(record));
  return { kept, keeper: { known: async () => undefined, keep, ...changes } };
}

it('keeps each record as soon as it is there, and gives them in order', async () => {
  const { kept, keeper: given } = keeper();
  const files = { 'a.jpg': 'wait:3000', 'b.jpg': 'answer 1', 'c.jpg': 'answer 2', 'd.jpg': 'code:unreadable' };
  const records = await run(files, { keeper: given });
  expect(records.map(base)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
  expect(kept).toEqual(['b.jpg', 'c.jpg', 'd.jpg', 'a.jpg']);
});

it('is not held up by a slow photo: more than are read ahead get done beside it', async () => {
  const { kept, keeper: given } = keeper();
  const quick = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`b${i}.jpg`, `answer ${i}`]));
  await run({ 'a.jpg': 'wait:3000', ...quick }, { keeper: given, ahead: 4 });
  expect(kept.indexOf('a.jpg')).toBeGreaterThan(4);
});

it('runs the same bytes once, at the same time too, with a record for each name', async () => {
  let runs = 0;
  const pool = await openPool({ workers: 2, maxQueue: 4 });
  const counting = { recognise: (...given: Parameters<typeof pool.recognise>) => (runs++, pool.recognise(...given)) };
  const records = await run(
    { 'a.jpg': 'wait:200', 'b.jpg': 'wait:200', 'c.jpg': 'answer' },
    { record: recordedBy(counting) },
  );
  expect(records.map(base)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  expect({ ...records[1], file: '' }).toEqual({ ...records[0], file: '' });
  expect(runs).toBe(2);
});

it('does not run what is known', async () => {
  const answers = await run({ 'a.jpg': 'answer' });
  const { kept, keeper: given } = keeper({ known: async (file) => answers[0] && { ...answers[0], file } });
  const records = await run({ 'b.jpg': 'throw' }, { keeper: given });
  expect(records).toMatchObject([{ status: 'ok' }]);
  expect(kept).toEqual([]);
});

it('keeps a record of a file that cannot be read', async () => {
  const { kept, keeper: given } = keeper();
  expect(await run({ 'a.jpg': 'x'.repeat(1001) }, { keeper: given })).toMatchObject([{ error: { code: 'too-large' } }]);
  expect(kept).toEqual(['a.jpg']);
});

it('ends when nothing can be kept, once what is under way has ended', async () => {
  let tried = 0;
  const full = async () => {
    tried += 1;
    throw new WhosecamError('disk-full', 'Expected room; received ENOSPC');
  };
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}.jpg`, `answer ${i}`]));
  const { keeper: given } = keeper({ keep: full });
  await expect(run(files, { keeper: given })).rejects.toMatchObject({ code: 'disk-full' });
  expect(tried).toBeGreaterThan(0);
  expect(tried).toBeLessThan(10);
});
