import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunFile } from '../../src/survey/run-file.js';
import { folderOf } from '../support/folder.js';
import { photoOf } from '../support/surveyed.js';

const line = (file: string, elapsedMs = 1): string => `${JSON.stringify({ ...photoOf(file), elapsedMs })}\n`;
const runOf = async (files: Readonly<Record<string, string>>): Promise<string> =>
  path.join(await folderOf(files), 'run.jsonl');

describe('a run', () => {
  it('may be of one record, with or without a line end', async () => {
    for (const text of [line('a.jpg'), line('a.jpg').trimEnd()]) {
      const { records, ...facts } = await readRunFile(await runOf({ 'run.jsonl': text }));
      expect(records.map(({ file }) => file)).toEqual(['a.jpg']);
      expect(facts).toMatchObject({ isTorn: false, isUnfinished: false });
    }
  });

  it.each([1, 20, 200])('lacks a last line of which only %i characters are there', async (length) => {
    const text = line('a.jpg') + line('b.jpg').slice(0, length);
    const { records, isTorn } = await readRunFile(await runOf({ 'run.jsonl': text }));
    expect(records.map(({ file }) => file)).toEqual(['a.jpg']);
    expect(isTorn).toBe(true);
  });

  it.each([
    [`${line('a.jpg').slice(0, 90)}\n${line('b.jpg')}`, 1],
    [`${line('a.jpg')}{"answer":42}`, 2],
    [`${line('a.jpg')}name,answer\n`, 2],
    [`${line('a.jpg')}nonsense`, 2],
  ])('is refused with the line that is something else: %#', async (text, number) => {
    const file = await runOf({ 'run.jsonl': text });
    await expect(readRunFile(file)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(readRunFile(file)).rejects.toThrow(`line ${number};`);
  });

  it.each([
    ['that was killed, or is under way, is put in order', line('b.jpg') + line('a.jpg'), true],
    ['that goes on has the last record of each file', line('a.jpg', 2) + line('b.jpg') + line('a.jpg'), true],
    ['that has ended is as it is', line('a.jpg') + line('b.jpg'), false],
  ])('%s', async (_, text, unfinished) => {
    const { records, isUnfinished } = await readRunFile(await runOf({ 'run.jsonl': text }));
    expect(records.map(({ file, elapsedMs }) => [file, elapsedMs])).toEqual([
      ['a.jpg', 1],
      ['b.jpg', 1],
    ]);
    expect(isUnfinished).toBe(unfinished);
  });

  it('that is not there is wrong use', async () => {
    await expect(readRunFile('/no/such/run.jsonl')).rejects.toMatchObject({ code: 'bad-request' });
  });
});
