/**
 * What the real command line writes about photos that say much: records hold the facts that they have a place for; messages hold
 * none, and no path but as it was given. The survey lies in a folder whose name nobody gives.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { startMain } from '../support/process.js';
import { neverTold, places, secretPhoto, toldInRecords, tornPhoto } from '../support/secret-photo.js';

const photo = await secretPhoto();
const root = path.join(import.meta.dirname, '../..');

let survey: string;
const whosecam = (...args: string[]) => startMain(args, survey).ended;
const classify = (...args: string[]) => whosecam('classify', ...args, '--timeout-ms', '120000');

beforeAll(async () => {
  survey = path.join(await folderOf({}), 'quagmire');
  mkdirSync(path.join(survey, 'hall'), { recursive: true });
  for (const [name, bytes] of [
    ['a.jpg', photo],
    ['strange.jpg', Buffer.concat([Buffer.from('ZEBRAFISH'), photo])],
    ['torn.jpg', tornPhoto(photo)],
  ] as const)
    writeFileSync(path.join(survey, 'hall', name), bytes);
  const { code } = await classify('hall', 'nowhere/b.jpg', '--output', 'run.jsonl');
  expect(code).toBe(1);
}, 120_000);

/** Neither what no record holds, nor where the survey, the program or temporary files lie. */
function expectNoSecret(text: string): void {
  expect(text).not.toMatch(neverTold);
  for (const place of ['quagmire', root, tmpdir()]) expect(text).not.toContain(place);
}

/** A message: not even what records hold. */
function expectPlain(text: string): void {
  expectNoSecret(text);
  expect(text).not.toMatch(toldInRecords);
}

/** Every file below a folder of the survey, its bytes as Latin-1: each text in them can be found. */
const filesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(path.join(survey, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => [path.relative(path.join(survey, folder), file), readFileSync(file, 'latin1')]),
  );

describe('classify', () => {
  it.each([
    { format: 'table', tells: false },
    { format: 'csv', tells: true },
    { format: 'jsonl', tells: true },
  ])('as $format', { timeout: 120_000 }, async ({ format, tells }) => {
    const { code, stdout, stderr } = await classify('hall', 'nowhere/b.jpg', '--format', format);
    expect(code).toBe(1);
    expect(stdout).toMatch(/hall\/a\.jpg.*hikvision/);
    expect(stdout.match(/unreadable|unsupported-format/g)).toHaveLength(3);
    if (tells) expect(stdout).toMatch(places);
    else expectPlain(stdout);
    expectNoSecret(stdout);
    expectPlain(stderr);
  });

  it('in its output', () => {
    const text = readFileSync(path.join(survey, 'run.jsonl'), 'utf8');
    expect(text).toMatch(places);
    expectNoSecret(text);
  });

  it.each([
    ['a folder that is not there', ['classify', 'nowhere']],
    ['an output in a folder that is not there', ['classify', 'hall', '--output', 'nowhere/run.jsonl']],
    ['an output that is a photo', ['classify', 'hall', '--output', 'hall/a.jsonl']],
    ['a model that is not there', ['classify', 'hall', '--model', 'nowhere']],
    ['a run that is none', ['report', 'hall/a.jpg', '--out', 'report']],
    ['a pack of a site that is not there', ['pack', 'run.jsonl', '--site', 'nowhere', '--out', 'pack']],
    ['a folder to keep photos in that is a file', ['serve', '--port', '0', '--keep', 'hall/a.jpg']],
    ['a report in a folder of photos', ['report', 'run.jsonl', '--out', 'hall']],
  ])('complaining about %s', async (_, args) => {
    writeFileSync(path.join(survey, 'hall', 'a.jsonl'), photo);
    const { code, stdout, stderr } = await whosecam(...args);
    expect(code).toBeGreaterThan(0);
    expect(stderr).not.toBe('');
    expectPlain(stdout.replaceAll(/hall\/a\.jpg.*/g, '') + stderr);
  });
});

describe('a report', () => {
  it('has places and facts, but no photo with its EXIF', async () => {
    const { stdout, stderr } = await whosecam('report', 'run.jsonl', '--out', 'report');
    expectPlain(stdout + stderr);
    const files = filesIn('report');
    expect([...files.keys()].filter((name) => name.endsWith('.webp'))).not.toEqual([]);
    expect(files.get('photos.geojson')).toMatch(places);
    for (const text of files.values()) expectNoSecret(text);
  });

  it('with --no-location has no place in any byte', async () => {
    await whosecam('report', 'run.jsonl', '--out', 'placeless', '--no-location');
    for (const [name, text] of filesIn('placeless')) expect(text, name).not.toMatch(places);
  });
});

describe('a pack', () => {
  const pack = (out: string, ...more: string[]) =>
    whosecam('pack', 'run.jsonl', '--site', 'hall', '--unconfirmed', '--out', out, ...more);

  it('has the original, as evidence, and its EXIF nowhere else', async () => {
    const { code, stdout, stderr } = await pack('pack');
    expect(code).toBe(0);
    expectPlain(stdout + stderr);
    const files = filesIn('pack');
    expect(files.get('photos/001-a.jpg')).toBe(photo.toString('latin1'));
    for (const [name, text] of files) if (name !== 'photos/001-a.jpg') expectNoSecret(text);
  });

  it('with --no-location has no original, and neither place nor EXIF in any byte', async () => {
    expect((await pack('placeless-pack', '--no-location')).code).toBe(0);
    const files = filesIn('placeless-pack');
    expect([...files.keys()]).toContain('photos/001-a.jpg.copy.jpg');
    for (const [name, text] of files) {
      expectNoSecret(text);
      expect(text, name).not.toMatch(places);
    }
  });
});
