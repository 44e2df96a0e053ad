import { mkdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openReview, readReview, reviewFileOf } from '../../src/survey/review-file.js';
import { folderOf } from '../support/cli.js';
import { mountedForEach } from '../support/disk.js';
import { codeOf } from '../support/errors.js';
import { lineOf } from '../support/lines.js';

const mounted = mountedForEach();

const confirm = lineOf({ verdict: 'confirm', camera: 0 });
const other = lineOf({ verdict: 'confirm', camera: 1 });
const fileWith = async (content: string): Promise<string> =>
  path.join(await folderOf({ 'run.review.jsonl': content }), 'run.review.jsonl');
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

it.each([
  ['town/hall.jsonl', 'town/hall.review.jsonl'],
  ['hall.JSONL', 'hall.review.jsonl'],
  ['hall', 'hall.review.jsonl'],
])('lies beside the run: %s', (run, file) => expect(reviewFileOf(run)).toBe(file));

it('begins where there was none, for the person alone, and reads what it wrote', async () => {
  const file = path.join(await folderOf({}), 'run.review.jsonl');
  expect((await readReview(file)).size).toBe(0);
  const review = await openReview(file);
  await Promise.all([review.append([confirm]), review.append([other])]);
  expect(review.review.get(confirm.sha256)).toEqual([confirm, other]);
  expect(await readReview(file)).toEqual(review.review);
  expect(await readFile(file, 'utf8')).toBe(line(confirm) + line(other));
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.each([
  ['a torn end', line(confirm) + JSON.stringify(other).slice(0, 90)],
  ['a line end that is missing', JSON.stringify(confirm)],
  ['a whole file', line(confirm)],
])('goes on after %s, and loses nothing that was whole', async (_, content) => {
  const file = await fileWith(content);
  await (await openReview(file)).append([other]);
  expect(await readFile(file, 'utf8')).toBe(line(confirm) + line(other));
});

it('leaves a file that is something else as it is', async () => {
  const file = await fileWith('file,answer\n');
  expect(await codeOf(openReview(file))).toBe('bad-request');
  expect(await codeOf(readReview(file))).toBe('bad-request');
  expect(await readFile(file, 'utf8')).toBe('file,answer\n');
});

it('a verdict that cannot be written is an error, and does not stand', async () => {
  const file = path.join(await folderOf({ 'there/x': '' }), 'there', 'run.review.jsonl');
  const review = await openReview(file);
  await rm(file);
  await mkdir(file);
  expect(await codeOf(review.append([confirm]))).toBe('internal');
  expect(review.review.size).toBe(0);
  await rm(file, { recursive: true });
  await writeFile(file, '');
  await review.append([other]);
  expect(review.review.get(other.sha256)).toEqual([other]);
});

it('of a verdict that a full disk took a part of nothing is left, and the next one is whole', async (test) => {
  const disk = await mounted('32k');
  if (!disk) return test.skip('only root may mount');
  const file = path.join(disk.folder, 'run.review.jsonl');
  const review = await openReview(file);
  await review.append([confirm]);
  // Pages are of 4 KiB: what's left of the first one is written, and no more.
  const { bavail, bsize } = await statfs(disk.folder);
  await writeFile(path.join(disk.folder, 'filler'), Buffer.alloc(bavail * bsize));
  expect(await codeOf(review.append(Array.from({ length: 50 }, () => other)))).toBe('internal');
  expect(await readFile(file, 'utf8')).toBe(line(confirm));
  await rm(path.join(disk.folder, 'filler'));
  await review.append([other]);
  expect(await readFile(file, 'utf8')).toBe(line(confirm) + line(other));
});
