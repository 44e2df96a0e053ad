/** Evidence packs whose every claim is known: two sites, one claim confirmed, one corrected, one that nobody looked at. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import type { OkRecord } from '../../src/recognise/result.js';
import { linesBetween, type Marks } from '../../src/survey/verdict-lines.js';
import { run } from '../support/cli.js';
import { claimOf, claimRecord } from '../support/reviewed.js';
import { fixturePhoto, newFolder, packed } from '../support/packed.js';

const { box } = claimOf(0.97);
const says = (answer: 'hikvision' | 'dahua' | 'not-a-camera'): Marks => [{ box, answer }];
/** A second camera, which the machine missed. */
const axis = { box: [0.8, 0.8, 0.1, 0.1] as const, answer: 'other-brand' as const, brandName: 'Axis' };

/** A survey: its run, its review, and a pack's arguments. */
async function surveyOf(given: Readonly<Record<string, Marks>>) {
  const folder = await newFolder();
  const facts = { reviewer: 'Ada <Lovelace>', at: '2026-11-24T10:00:00.000Z', seed: null };
  const records: OkRecord[] = [];
  for (const [i, [file, marks]] of Object.entries(given).entries()) {
    const bytes = await fixturePhoto(i);
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), bytes);
    const record = claimRecord(file, sha256Of(bytes), [claimOf(0.97)]);
    records.push({
      ...record,
      image: { ...record.image, takenAt: `2026-11-0${i + 1}T10:00:00`, location: { lat: 51.501, lon: -0.142 } },
    });
    const lines = linesBetween(record, null, marks, facts);
    await appendFile(path.join(folder, 'run.review.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  await writeFile(path.join(folder, 'run.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const out = path.join(folder, 'pack');
  const args = (site: string, ...more: string[]) => [
    'pack',
    path.join(folder, 'run.jsonl'),
    '--site',
    site,
    '--out',
    out,
    ...more,
  ];
  return { folder, out, args, records };
}

const survey = () =>
  surveyOf({
    'Town Hall/a.jpg': says('hikvision'),
    'Town Hall/b c.jpg': says('dahua'),
    'Town Hall/open.jpg': null,
    'Town Hall/none.jpg': says('not-a-camera'),
    'School/d.jpg': says('hikvision'),
  });

describe('a pack', () => {
  it('holds the confirmed claims of the site, and nothing of the others', async () => {
    const { args, out, records } = await survey();
    expect(await run(args('Town Hall'))).toMatchObject({ code: 0, stdout: '' });
    const pack = await packed(out);
    expect([...pack.keys()]).toEqual([
      'SHA256SUMS',
      'claims.csv',
      'crops/001-hikvision.jpg',
      'crops/002-dahua.jpg',
      'index.html',
      'letter.txt',
      'photos/001-a.jpg',
      'photos/002-b_c.jpg',
      'records.jsonl',
      'review.jsonl',
    ]);
    const all = [...pack.values()].map((bytes) => bytes.toString('latin1')).join('');
    for (const other of [2, 3, 4]) expect(all).not.toContain(records[other]?.sha256);
    expect(all).not.toContain('NOT CONFIRMED');
    expect(sha256Of(pack.get('photos/002-b_c.jpg') ?? Buffer.alloc(0))).toBe(records[1]?.sha256);
  });

  it.skipIf(!existsSync('/usr/bin/sha256sum'))('is checked by sha256sum, which sees a byte that changes', async () => {
    const { args, out } = await survey();
    await run(args('Town Hall'));
    const check = () => promisify(execFile)('sha256sum', ['-c', '--strict', 'SHA256SUMS'], { cwd: out });
    const { stdout } = await check();
    expect(stdout.trimEnd().split('\n')).toHaveLength(9);
    expect(stdout).toContain('photos/002-b_c.jpg: OK');
    await appendFile(path.join(out, 'photos', '001-a.jpg'), 'x');
    await expect(check()).rejects.toThrow(/WARNING: 1 computed checksum did NOT match/);
  });

  it('says what was seen, when, how sure, by whom, how often that is wrong, and by which model', async () => {
    const { args, out } = await survey();
    await run(args('town hall'));
    const pack = await packed(out);
    const letter = String(pack.get('letter.txt'));
    for (const words of [
      'the surveillance cameras at Town Hall',
      'On 2 photos, cameras of Hikvision and Dahua can be seen. By the time in the files they were taken from 2026-11-01 to 2026-11-02.',
      '1. Hikvision (photo a.jpg, 2026-11-01T10:00:00). The mark HIKVISION was read. By its own estimate the program is right in about 97 in 100 answers like this one. Checked by Ada <Lovelace> on 2026-11-24.',
      "2. Dahua (photo b c.jpg, 2026-11-02T10:00:00). The program said: Hikvision, quite sure: the mark HIKVISION was read. Ada <Lovelace> said: Dahua. A person's word, not the program's.",
      'A person has checked each of these.',
      'tiny-1 0.0.1',
      'A person checked 4 of the 5 photos of this survey, which is no fair sample of it: 2 of 4 brand claims were wrong (50.0 %; 95 % interval 15.0 % to 85.0 %).',
      'In November 2022',
    ]) {
      expect(letter).toContain(words);
    }
    expect(letter).not.toMatch(/\{\{|\}\}/);
    const html = String(pack.get('index.html'));
    expect(html).toContain('Checked by Ada &lt;Lovelace&gt; on 2026-11-24.');
    expect(html).not.toContain('<Lovelace>');
    expect(html).toContain('51.50100, -0.14200');
    expect(html.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(2);
  });

  it('holds names as text: none becomes HTML, a formula or a way out of the folder', async () => {
    const { args, out } = await surveyOf({
      'Town <b>Hall/<img src=x onerror=alert(1)>;=1+1;..\\x.jpg': says('hikvision'),
    });
    await run(args('Town <b>Hall'));
    const pack = await packed(out);
    const html = String(pack.get('index.html'));
    expect(html).toContain('<h1>Cameras at Town &lt;b&gt;Hall</h1>');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/<b>|<img src=x/);
    expect(String(pack.get('claims.csv'))).toContain(";'=1+1;");
    expect([...pack.keys()]).toContain('photos/001-_img_src_x_onerror_alert_1____1_1_.._x.jpg');
  });

  it("that lacks a photo is refused in words that don't touch the terminal, whatever the photo is called", async () => {
    const name = 'Town Hall/a\u001b[2J\u202e.jpg';
    const { args, folder } = await surveyOf({ [name]: says('hikvision') });
    await rm(path.join(folder, name));
    const { code, stderr } = await run(args('Town Hall'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('a\uFFFD[2J\uFFFD.jpg')]);
  });

  it('claims nothing of another maker, whose name stands in the verdicts', async () => {
    const { args, out } = await surveyOf({
      'Hall/a.jpg': [...(says('hikvision') ?? []), axis],
      'Hall/b.jpg': [{ ...axis, box }],
    });
    await run(args('Hall'));
    const pack = await packed(out);
    expect([...pack.keys()].filter((name) => name.startsWith('photos/'))).toEqual(['photos/001-a.jpg']);
    expect(String(pack.get('review.jsonl'))).toContain('"said":{"kind":"other-brand","brandName":"Axis"}');
    expect(String(pack.get('claims.csv'))).not.toContain('Axis');
  });

  it('with --unconfirmed holds the rest, too, marked in every file', async () => {
    const { args, out } = await survey();
    await run(args('Town Hall', '--unconfirmed'));
    const pack = await packed(out);
    expect(pack.has('photos/003-open.jpg')).toBe(true);
    expect(String(pack.get('letter.txt'))).toMatch(
      /3\. Hikvision \(photo open\.jpg.* NOT CONFIRMED: no person has checked this\./,
    );
    expect(String(pack.get('letter.txt'))).toContain('1 of these 3 is NOT CONFIRMED by a person.');
    expect(String(pack.get('index.html')).match(/<li class="open">/g)).toHaveLength(1);
    expect(String(pack.get('claims.csv'))).toContain('3,Hikvision,NO,');
    expect([...pack.keys()].some((name) => name.includes('none'))).toBe(false);
  });

  it('with --no-location tells no coordinates and holds no original', async () => {
    const { args, out, records } = await survey();
    await run(args('Town Hall', '--no-location'));
    const pack = await packed(out);
    expect([...pack.keys()].filter((name) => name.startsWith('photos/'))).toEqual([
      'photos/001-a.jpg.copy.jpg',
      'photos/002-b_c.jpg.copy.jpg',
    ]);
    for (const [name, bytes] of pack) {
      // A moment may hold the same figures: its seconds.
      const text = bytes.toString('latin1').replace(/T\d\d:\d\d:[\d.]+Z/g, '');
      expect([name, /51\.5|-0\.142/.test(text)]).toEqual([name, false]);
      expect([name, records.some(({ sha256 }) => sha256 === sha256Of(bytes))]).toEqual([name, false]);
    }
    expect(String(pack.get('records.jsonl'))).toContain(records[0]?.sha256);
  });

  it('takes names and places of sites from a list', async () => {
    const { args, out, folder } = await survey();
    const sites = path.join(folder, 'sites.csv');
    await writeFile(sites, 'name,lat,lon,kind,council\nCivic Centre,51.501,-0.142,town hall,Borough of X\n');
    await run(args('Civic Centre', '--sites', sites));
    const letter = String((await packed(out)).get('letter.txt'));
    expect(letter).toContain('at Civic Centre');
    expect(letter).toContain('On 3 photos');
  });

  it('fills in a letter of one’s own', async () => {
    const { args, out, folder } = await survey();
    const template = path.join(folder, 'mine.txt');
    await writeFile(template, 'To {{ council }}: {{site}}. $& {{seen}}');
    await run(args('School', '--template', template));
    const letter = String((await packed(out)).get('letter.txt'));
    expect(letter).toMatch(/^To \[council\]: School\. \$& On 1 photo, cameras of Hikvision can be seen\./);
  });
});

describe('no pack, and nothing left behind:', () => {
  const refused = async (change: (one: Awaited<ReturnType<typeof survey>>) => Promise<string[]>) => {
    const one = await survey();
    const args = await change(one);
    const before = await readdir(one.folder);
    const ran = await run(args);
    expect((await readdir(one.folder)).sort()).toEqual(before.sort());
    return ran;
  };

  it('a site that is not there, which names those that are', async () => {
    const { code, stderr } = await refused(async ({ args }) => args('Hospital'));
    expect([code, stderr]).toEqual([
      2,
      'whosecam: Expected one of these sites: School, Town Hall; received Hospital\n',
    ]);
  });

  it('a folder that is there, even an empty one', async () => {
    const { code, stderr } = await refused(async ({ args, out }) => {
      await mkdir(out);
      return args('Town Hall');
    });
    expect([code, stderr]).toEqual([2, 'whosecam: Expected a new folder for --out; pack is there\n']);
  });

  it('a site with nothing confirmed, which says how much there is unconfirmed', async () => {
    const { code, stderr } = await refused(async ({ args, folder }) => {
      await rm(path.join(folder, 'run.review.jsonl'));
      return args('Town Hall');
    });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'Expected confirmed claims of Hikvision or Dahua on Town Hall; received 4 that nobody has',
    );
  });

  it.each([
    ['altered', (file: string) => appendFile(file, 'x'), 'received a file with other bytes'],
    ['gone', (file: string) => rm(file), 'received none'],
  ])('a photo that is %s', async (_, change, words) => {
    const { code, stderr } = await refused(async ({ args, folder }) => {
      await change(path.join(folder, 'Town Hall', 'b c.jpg'));
      return args('Town Hall');
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`Expected b c.jpg as the run saw it; ${words}`)]);
  });

  it('a template that asks for what is not known', async () => {
    const { code, stderr } = await refused(async ({ args, folder }) => {
      await writeFile(path.join(folder, 'mine.txt'), 'Dear {{minister}}');
      return args('Town Hall', '--template', path.join(folder, 'mine.txt'));
    });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/only \{\{site\}\}, .*; received \{\{minister\}\}/)]);
  });
});

it('the same picture under two names is one claim', async () => {
  const { args, out, folder, records } = await survey();
  const [first] = records;
  await appendFile(path.join(folder, 'run.jsonl'), `${JSON.stringify({ ...first, file: 'Town Hall/again.jpg' })}\n`);
  await run(args('Town Hall'));
  expect((await stat(path.join(out, 'letter.txt'))).isFile()).toBe(true);
  expect(await readFile(path.join(out, 'letter.txt'), 'utf8')).toContain('On 2 photos');
});
