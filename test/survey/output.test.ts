import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultRecord } from '../../src/recognise/result.js';
import { openOutput } from '../../src/survey/output.js';
import { readRun } from '../../src/survey/run-file.js';
import { folderOf } from '../support/folder.js';
import { closedAfterEach } from '../support/closed.js';
import { failedRecordOf, okRecordOf } from '../support/records.js';

const model = { id: 'tiny-1', version: '0.0.1' };
const [shaA, shaB] = ['a'.repeat(64), 'b'.repeat(64)];
const named = (file: string, changes: Partial<ReturnType<typeof okRecordOf>> = {}) => okRecordOf({ file, ...changes });
const lines = (records: readonly ResultRecord[]): string => records.map((r) => `${JSON.stringify(r)}\n`).join('');
const open = closedAfterEach(openOutput);

/** An output file with this text in it. */
const outputWith = async (text: string): Promise<string> => path.join(await folderOf({ 'o.jsonl': text }), 'o.jsonl');
const textOf = (file: string): string => readFileSync(file, 'utf8');
const inFolderOf = (file: string): string[] => readdirSync(path.dirname(file)).sort();

describe('an output file', () => {
  it('has every record as soon as it is kept, in the order of the answers, and in path order at the end', async () => {
    const file = path.join(await folderOf({}), 'o.jsonl');
    const output = await open(file, model);
    await output.keep(named('b.jpg'));
    expect(textOf(file)).toBe(lines([named('b.jpg')]));
    await output.keep(named('a.jpg', { sha256: shaB }));
    expect(textOf(file)).toBe(lines([named('b.jpg'), named('a.jpg', { sha256: shaB })]));
    expect(await output.finish(['a.jpg', 'b.jpg'])).toBe(0);
    expect(textOf(file)).toBe(lines([named('a.jpg', { sha256: shaB }), named('b.jpg')]));
  });

  it('leaves nothing beside it', async () => {
    const file = path.join(await folderOf({}), 'o.jsonl');
    const output = await openOutput(file, model);
    await output.keep(named('b.jpg'));
    await output.keep(named('a.jpg'));
    await output.finish(['a.jpg', 'b.jpg']);
    await output.close();
    expect(inFolderOf(file)).toEqual(['o.jsonl']);
  });

  it('is not touched by a run that has nothing to add', async () => {
    const file = await outputWith(lines([named('a.jpg'), named('b.jpg', { sha256: shaB })]));
    const output = await open(file, model);
    await output.known('a.jpg', shaA);
    await output.known('b.jpg', shaB);
    expect(textOf(file)).toBe(lines([named('a.jpg'), named('b.jpg', { sha256: shaB })]));
  });

  it.each(['not a record\n', '{"a":1}\n', '{"a":1}', `${lines([okRecordOf()])}\nnonsense\n`])(
    'refuses to overwrite a file of something else: %j',
    async (text) => {
      const file = await outputWith(text);
      await expect(openOutput(file, model)).rejects.toMatchObject({ code: 'bad-request' });
      expect(textOf(file)).toBe(text);
      expect(inFolderOf(file)).toEqual(['o.jsonl']);
    },
  );

  it('refuses a place that cannot be written', async () => {
    const file = path.join(await folderOf({}), 'no-such-folder', 'o.jsonl');
    await expect(openOutput(file, model)).rejects.toMatchObject({ code: 'not-written' });
  });

  it('refuses what is no file', async () => {
    const file = path.join(await folderOf({}), 'o.jsonl');
    mkdirSync(file);
    await expect(openOutput(file, model)).rejects.toMatchObject({ code: 'bad-request' });
  });

  it.skipIf(process.platform === 'win32')('is the file that a link leads to', async () => {
    const file = await outputWith(lines([named('b.jpg')]));
    const link = path.join(await folderOf({}), 'link.jsonl');
    symlinkSync(file, link);
    const output = await open(link, model);
    await output.keep(named('a.jpg'));
    await output.finish(['a.jpg', 'b.jpg']);
    expect(textOf(file)).toBe(lines([named('a.jpg'), named('b.jpg')]));
  });
});

describe('an earlier record', () => {
  it('stands for the same bytes and model, and for no other', async () => {
    const output = await open(await outputWith(lines([named('a.jpg')])), model);
    expect(await output.known('a.jpg', shaA)).toEqual(named('a.jpg'));
    expect(await output.known('a.jpg', shaB)).toBeUndefined();
  });

  it.each([
    { id: 'tiny-2', version: '0.0.1' },
    { id: 'tiny-1', version: '0.0.2' },
  ])('does not stand for the model $id $version', async (other) => {
    const output = await open(await outputWith(lines([named('a.jpg')])), other);
    expect(await output.known('a.jpg', shaA)).toBeUndefined();
  });

  it.each(['unreadable', 'too-many-pixels', 'timeout'] as const)(
    'of a failure is tried once more, and once only: %s',
    async (code) => {
      const failed = failedRecordOf({ error: { code, message: '' } });
      const output = await open(await outputWith(lines([failed])), model);
      expect(await output.known('a.jpg', shaA)).toBeUndefined();
      await output.keep(failed);
      expect(await output.known('b.jpg', shaA)).toEqual({ ...failed, file: 'b.jpg' });
    },
  );

  it('gives way to a new one of the same file', async () => {
    const file = await outputWith(lines([failedRecordOf({ file: 'a.jpg' })]));
    const output = await open(file, model);
    await output.keep(named('a.jpg'));
    await output.finish(['a.jpg']);
    expect(textOf(file)).toBe(lines([named('a.jpg')]));
  });

  it('of a photo that was not named stays, in path order', async () => {
    const file = await outputWith(
      lines(['a', 'c', 'e'].map((name) => named(`${name}.jpg`, { sha256: name.repeat(64) }))),
    );
    const output = await open(file, model);
    await output.keep(named('d.jpg', { sha256: 'd'.repeat(64) }));
    await output.keep(named('b.jpg', { sha256: 'b'.repeat(64) }));
    expect(await output.finish(['b.jpg', 'd.jpg'])).toBe(3);
    expect((await readRun(file)).map((record) => record.file[0])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('a photo that lies elsewhere', () => {
  it('has its record under the new name, and under the old one no more', async () => {
    const folder = await folderOf({ 'old.jpg': 'x' });
    const [before, after] = [path.join(folder, 'old.jpg'), path.join(folder, 'new.jpg')];
    const file = await outputWith(lines([named(before)]));
    renameSync(before, after);
    const output = await open(file, model);
    expect(await output.known(after, shaA)).toEqual(named(after));
    expect(await output.finish([after])).toBe(0);
    expect(textOf(file)).toBe(lines([named(after)]));
  });

  it('loses its old name while the run goes on, and all that is kept before and after is found again', async () => {
    const folder = await folderOf({ 'old.jpg': 'x' });
    const [before, after] = [path.join(folder, 'old.jpg'), path.join(folder, 'new.jpg')];
    const other = named('other.jpg', { sha256: shaB, elapsedMs: 12_345 });
    const later = named('later.jpg', { sha256: 'c'.repeat(64), elapsedMs: 678 });
    const file = await outputWith(lines([other, named(before)]));
    const output = await open(file, model);
    await output.dropMoved([before, 'other.jpg']);
    expect(textOf(file)).toBe(lines([other, named(before)]));
    renameSync(before, after);
    await output.known(after, shaA);
    await output.dropMoved([after, 'other.jpg']);
    expect(textOf(file)).toBe(lines([named(after), other]));
    await output.keep(later);
    expect(textOf(file)).toBe(lines([named(after), other, later]));
    expect(await output.known(after, shaA)).toEqual(named(after));
    expect(await output.known('other.jpg', shaB)).toEqual(other);
    expect(await output.known('later.jpg', 'c'.repeat(64))).toEqual(later);
    await output.finish([after, 'other.jpg', 'later.jpg']);
    expect(textOf(file)).toBe(lines([named(after), later, other]));
  });

  it('has both names when it was copied, and when it was not named again', async () => {
    const folder = await folderOf({ 'one.jpg': 'x', 'two.jpg': 'x' });
    const [one, two] = [path.join(folder, 'one.jpg'), path.join(folder, 'two.jpg')];
    const file = await outputWith(lines([named(one)]));
    const output = await open(file, model);
    await output.known(two, shaA);
    expect(await output.finish([two])).toBe(1);
    expect(textOf(file)).toBe(lines([named(one), named(two)]));
  });

  it('has one record when its place is named in other words', async () => {
    const folder = await folderOf({ 'one.jpg': 'x' });
    const absolute = path.join(folder, 'one.jpg');
    const relative = path.relative('.', absolute);
    const file = await outputWith(lines([named(absolute)]));
    const output = await open(file, model);
    await output.known(relative, shaA);
    await output.finish([relative]);
    expect(textOf(file)).toBe(lines([named(relative)]));
  });

  it('keeps its record when it is gone for good', async () => {
    const file = await outputWith(lines([named('gone.jpg')]));
    const output = await open(file, model);
    await output.keep(named('a.jpg', { sha256: shaB }));
    expect(await output.finish(['a.jpg'])).toBe(1);
    expect((await readRun(file)).map((record) => record.file)).toEqual(['a.jpg', 'gone.jpg']);
  });
});

describe('a run that was killed', () => {
  it('at any byte of its file goes on after the last whole record', async () => {
    const records = [named('b.jpg'), named('a.jpg', { sha256: shaB })];
    const whole = Buffer.from(lines(records));
    const first = lines(records.slice(0, 1)).length;
    const file = await outputWith('');
    for (let size = 0; size <= whole.length; size++) {
      // Every byte where something changes, else every eleventh.
      if (size % 11 > 0 && [0, 30, first, whole.length].every((edge) => Math.abs(size - edge) > 2)) continue;
      writeFileSync(file, whole.subarray(0, size));
      const output = await openOutput(file, model);
      // A record that lacks nothing but its line end is whole.
      const known = [size >= first - 1, size >= whole.length - 1];
      expect(
        [(await output.known('b.jpg', shaA)) !== undefined, (await output.known('a.jpg', shaB)) !== undefined],
        `${size}`,
      ).toEqual(known);
      expect(textOf(file)).toBe(lines(records.filter((_, i) => known[i])));
      await output.close();
    }
  });

  it('while it put its file in order has lost nothing, and leaves nothing behind', async () => {
    const file = await outputWith(lines([named('b.jpg'), named('a.jpg')]));
    writeFileSync(`${file}.tmp`, lines([named('a.jpg')]).slice(0, 100));
    writeFileSync(`${file}.lock`, '');
    const output = await openOutput(file, model);
    expect(await output.finish(['a.jpg', 'b.jpg'])).toBe(0);
    await output.close();
    expect(textOf(file)).toBe(lines([named('a.jpg'), named('b.jpg')]));
    expect(inFolderOf(file)).toEqual(['o.jsonl']);
  });

  it('may have zeros after its last record where the power went', async () => {
    const file = await outputWith(`${lines([named('a.jpg')])}{"schema":"whosecam\0\0\0\0`);
    await open(file, model);
    expect(textOf(file)).toBe(lines([named('a.jpg')]));
  });

  it('can be read as it is: the last record of a photo counts, a torn one does not', async () => {
    const again = named('a.jpg', { elapsedMs: 7 });
    const file = await outputWith(
      lines([named('b.jpg'), named('a.jpg'), again]) + lines([named('c.jpg')]).slice(0, 99),
    );
    expect(await readRun(file)).toEqual([again, named('b.jpg')]);
    rmSync(file);
    await expect(readRun(file)).rejects.toMatchObject({ code: 'bad-request' });
  });
});
