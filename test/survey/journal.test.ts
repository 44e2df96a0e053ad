/** The file of a run while it's under way: real files, real disks. */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal, type Journal } from '../../src/survey/journal.js';
import type { RecordLine } from '../../src/survey/record-lines.js';
import { mountedForEach } from '../support/disk.js';
import { folderOf } from '../support/folder.js';
import { photoOf } from '../support/surveyed.js';

const lineOf = (file: string): string => `${JSON.stringify(photoOf(file))}\n`;
const linesOf = (...files: string[]): string => files.map(lineOf).join('');
const emptyRun = async (): Promise<string> => path.join(await folderOf({}), 'run.jsonl');
const textOf = (file: string): Promise<string> => readFile(file, 'utf8');
const disk = mountedForEach();

/** A journal with what it told of its file. */
async function opened(file: string) {
  const heard: RecordLine[] = [];
  const journal = await openJournal(file, (line) => heard.push(line));
  return { journal, heard, names: heard.map(({ record }) => record.file) };
}

/** A journal of these records, where they lie, and its file. */
async function journalOf(...files: string[]) {
  const file = await emptyRun();
  const { journal } = await opened(file);
  const places = await Promise.all(files.map((name) => journal.append(photoOf(name))));
  return { file, journal, places };
}
const nameAt = async (journal: Journal, place: { offset: number; length: number }): Promise<string> =>
  (await journal.read(place)).file;

describe('what is appended', () => {
  it('is in the file at once, one line each, and can be read again where it lies', async () => {
    const { file, journal, places } = await journalOf('b.jpg', 'ä.jpg');
    const first = Buffer.byteLength(lineOf('b.jpg'));
    expect(await textOf(file)).toBe(linesOf('b.jpg', 'ä.jpg'));
    expect(places).toEqual([
      { offset: 0, length: first - 1 },
      { offset: first, length: Buffer.byteLength(lineOf('ä.jpg')) - 1 },
    ]);
    expect(await journal.read(places[1] ?? { offset: 0, length: 0 })).toEqual(photoOf('ä.jpg'));
    await journal.close();
    await expect(journal.append(photoOf('c.jpg'))).rejects.toMatchObject({ code: 'not-written' });
  });

  it('goes on behind what was there', async () => {
    const { file, journal } = await journalOf('b.jpg');
    await journal.close();
    const again = await opened(file);
    expect(again.heard).toMatchObject([{ offset: 0, length: Buffer.byteLength(lineOf('b.jpg')) - 1, isEnded: true }]);
    await again.journal.append(photoOf('a.jpg'));
    await again.journal.close();
    expect(await textOf(file)).toBe(linesOf('b.jpg', 'a.jpg'));
  });
});

describe('a file that is there already', () => {
  it.each([
    ['torn in its last line', linesOf('a.jpg', 'b.jpg').slice(0, -40), ['a.jpg'], linesOf('a.jpg')],
    ['torn in its first line', lineOf('a.jpg').slice(0, 40), [], ''],
    ['without its last line end', lineOf('a.jpg').trimEnd(), ['a.jpg'], linesOf('a.jpg')],
    ['with an empty line', `${lineOf('a.jpg')}\n \n${lineOf('b.jpg')}`, ['a.jpg', 'b.jpg'], undefined],
    ['filled up with zeros', `${lineOf('a.jpg')}{"schema":"whosecam\0\0\0`, ['a.jpg'], linesOf('a.jpg')],
  ])('is mended: %s', async (_, before, names, after) => {
    const file = path.join(await folderOf({ 'run.jsonl': before }), 'run.jsonl');
    const found = await opened(file);
    await found.journal.close();
    expect(found.names).toEqual(names);
    expect(await textOf(file)).toBe(after ?? before);
  });

  it('is read whole, whatever the size of a read, 64 KiB', async () => {
    const files = Array.from({ length: 500 }, (_, i) => `${String(i).padStart(3, '0')}.jpg`);
    const file = path.join(await folderOf({ 'run.jsonl': linesOf(...files) }), 'run.jsonl');
    expect((await stat(file)).size).toBeGreaterThan(2 * 65_536);
    const { journal, names, heard } = await opened(file);
    expect(names).toEqual(files);
    expect(await Promise.all(heard.map((line) => nameAt(journal, line)))).toEqual(files);
    await journal.close();
  });

  it('is refused when it is something else, and left as it is', async () => {
    for (const text of ['name,answer\n', `${lineOf('a.jpg')}nonsense`, 'x'.repeat(2 ** 24 + 1)]) {
      const file = path.join(await folderOf({ 'run.jsonl': text }), 'run.jsonl');
      await expect(opened(file)).rejects.toMatchObject({ code: 'bad-request' });
      expect((await stat(file)).size).toBe(text.length);
    }
  });

  it('is refused when it cannot be written', async () => {
    const folder = await folderOf({});
    for (const file of [folder, path.join(folder, 'nowhere', 'run.jsonl')]) {
      await expect(opened(file)).rejects.toMatchObject({
        code: 'not-written',
        message: expect.stringContaining('an output file that can be written') as string,
      });
    }
  });

  it('loses what a killed run left beside it', async () => {
    const file = path.join(await folderOf({ 'run.jsonl': lineOf('a.jpg'), 'run.jsonl.tmp': 'half' }), 'run.jsonl');
    const { journal } = await opened(file);
    await journal.close();
    expect(await readdir(path.dirname(file))).toEqual(['run.jsonl']);
  });
});

describe('what is arranged', () => {
  it('lies in the new order, without what is left out, readable for the same people', async () => {
    const { file, journal, places } = await journalOf('c.jpg', 'b.jpg', 'a.jpg');
    await chmod(file, 0o600);
    const [c, , a] = places;
    const arranged = await journal.arrange([a, c].flatMap((place) => place ?? []));
    expect(await textOf(file)).toBe(linesOf('a.jpg', 'c.jpg'));
    expect(await Promise.all(arranged.map((place) => nameAt(journal, place)))).toEqual(['a.jpg', 'c.jpg']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(['run.jsonl']);
    await journal.append(photoOf('d.jpg'));
    await journal.close();
    expect(await textOf(file)).toBe(linesOf('a.jpg', 'c.jpg', 'd.jpg'));
  });

  it('stays the same file where it lies so already, and only then', async () => {
    const { file, journal, places } = await journalOf('a.jpg', 'b.jpg', 'c.jpg');
    const { ino } = await stat(file);
    expect(await journal.arrange(places)).toEqual(places);
    expect((await stat(file)).ino).toBe(ino);
    for (const others of [[...places].reverse(), places.slice(0, 2)]) {
      const { ino: before } = await stat(file);
      await journal.arrange(others);
      expect((await stat(file)).ino).not.toBe(before);
    }
    await journal.close();
  });

  it('may be nothing', async () => {
    const { file, journal } = await journalOf('a.jpg');
    expect(await journal.arrange([])).toEqual([]);
    await journal.append(photoOf('b.jpg'));
    await journal.close();
    expect(await textOf(file)).toBe(linesOf('b.jpg'));
  });

  it('is all there, in few writes, when it takes several of 1 MiB', async () => {
    const files = Array.from({ length: 7000 }, (_, i) => `${String(i).padStart(4, '0')}.jpg`);
    const file = path.join(await folderOf({ 'run.jsonl': linesOf(...[...files].reverse()) }), 'run.jsonl');
    const { journal, heard } = await opened(file);
    const before = writeCalls();
    await journal.arrange([...heard].reverse());
    // Each of 7,000 reads is told to the main thread by a write; a write of each record would double that.
    expect(writeCalls() - before).toBeLessThan(10_500);
    await journal.close();
    expect((await textOf(file)).length).toBeGreaterThan(2 * 2 ** 20);
    expect(await textOf(file)).toBe(linesOf(...files));
  });
});

/** Calls of write(2) and its kin by this process so far (proc(5)); 0 where the system doesn't tell. */
const writeCalls = (): number =>
  existsSync('/proc/self/io') ? Number(/syscw: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]) : 0;

describe('a file that becomes shorter', () => {
  it('is told, and no record is made up', async () => {
    const { file, journal, places } = await journalOf('b.jpg', 'a.jpg');
    await truncate(file, 20);
    const lost = places[1] ?? { offset: 0, length: 0 };
    await expect(journal.read(lost)).rejects.toThrow('shorter');
    await expect(journal.arrange([...places].reverse())).rejects.toMatchObject({
      code: 'not-written',
      message: expect.stringContaining('all of them are kept') as string,
    });
    await journal.close();
    expect(await readdir(path.dirname(file))).toEqual(['run.jsonl']);
  });
});

describe('a full disk', () => {
  it('keeps whole lines, and nothing is written after the first error', async ({ skip }) => {
    const small = (await disk('64k')) ?? skip();
    const file = path.join(small.folder, 'run.jsonl');
    const { journal } = await opened(file);
    const appended = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => journal.append(photoOf(`${i}.jpg`))),
    );
    const written = appended.filter(({ status }) => status === 'fulfilled').length;
    expect(written).toBeGreaterThan(10);
    const errors = appended.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    expect(errors).toHaveLength(200 - written);
    expect(errors[0]).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('room for a record') as string,
    });
    small.resize('1m');
    await expect(journal.append(photoOf('late.jpg'))).rejects.toMatchObject({ code: 'disk-full' });
    await journal.close();
    expect(await textOf(file)).toBe(linesOf(...Array.from({ length: written }, (_, i) => `${i}.jpg`)));
  });

  it('leaves the old file when there is no room for the new one', async ({ skip }) => {
    const small = (await disk('64k')) ?? skip();
    const files = Array.from({ length: 120 }, (_, i) => `${i}.jpg`);
    const file = path.join(small.folder, 'run.jsonl');
    await writeFile(file, linesOf(...files));
    const { journal, heard } = await opened(file);
    await expect(journal.arrange([...heard].reverse())).rejects.toMatchObject({ code: 'disk-full' });
    await journal.close();
    expect(await textOf(file)).toBe(linesOf(...files));
    expect(await readdir(small.folder)).toEqual(['run.jsonl']);
  });

  it('is told where not even a line end finds room', async ({ skip }) => {
    const small = (await disk('4k')) ?? skip();
    const file = path.join(small.folder, 'run.jsonl');
    // A page to the byte: the next byte needs another one.
    const page = lineOf('x'.repeat(4097 - lineOf('').length)).trimEnd();
    await writeFile(file, page);
    await expect(opened(file)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('an output file that can be written') as string,
    });
    expect(await textOf(file)).toBe(page);
  });
});
