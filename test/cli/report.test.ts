import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultRecord } from '../../src/recognise/result.js';
import { folderOf, run } from '../support/cli.js';
import { correction, records, traces } from '../support/report-run.js';

const contract = ['cameras.csv', 'index.html', 'megadetector.json', 'photos.csv', 'photos.geojson', 'summary.json'];
const lines = (all: readonly ResultRecord[]): string => all.map((record) => `${JSON.stringify(record)}\n`).join('');
const sitesCsv = 'name,lat,lon,radius,council\nQuagmire Hall,51.43111,-0.24222,4321,Anyshire\n';

/** A survey's folder: the run, its review, the sites. */
const surveyed = (changes: Readonly<Record<string, string>> = {}): Promise<string> =>
  folderOf({
    'survey.jsonl': lines(records),
    'survey.review.jsonl': `${JSON.stringify(correction)}\n`,
    'sites.csv': sitesCsv,
    ...changes,
  });
const report = (folder: string, ...args: string[]) =>
  run(['report', path.join(folder, 'survey.jsonl'), '--out', path.join(folder, 'out'), ...args]);
const filesOf = (folder: string): string[] =>
  readdirSync(path.join(folder, 'out'), { recursive: true })
    .map(String)
    .filter((name) => statSync(path.join(folder, 'out', name)).isFile());
/** All bytes of the report, names among them. */
const allOf = (folder: string): string =>
  filesOf(folder)
    .map((name) => `${name}\n${readFileSync(path.join(folder, 'out', name), 'latin1')}`)
    .join('\n');
const summaryIn = (folder: string): unknown => JSON.parse(readFileSync(path.join(folder, 'out/summary.json'), 'utf8'));

describe('whosecam report', () => {
  it("writes what it's asked for, with the review that lies beside the run", async () => {
    const folder = await surveyed();
    const { code, stdout } = await report(folder, '--no-photos');
    expect(code).toBe(0);
    expect(stdout).toContain('4 photos at 2 sites, 1 failed, 1 judged by a person; warnings: 1');
    expect(filesOf(folder)).toEqual(expect.arrayContaining([...contract, 'report.json']));
    expect(summaryIn(folder)).toMatchObject({ photos: 4, review: { corrected: 1 } });
  });

  it('takes a list of sites', async () => {
    const folder = await surveyed();
    await report(folder, '--no-photos', '--sites', path.join(folder, 'sites.csv'));
    expect(summaryIn(folder)).toMatchObject({
      sites: [{ name: 'Quagmire Hall', council: 'Anyshire', radiusM: 4321, photos: 2 }],
      withoutSite: { photos: 2 },
    });
  });

  it("says how many photos aren't found; asked for none, it looks for none", async () => {
    const { code, stderr } = await report(await surveyed());
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Photos that weren't found: [1-4]\. --photos/)]);
    expect((await report(await surveyed(), '--no-photos')).stderr).toBe('');
  });

  it('shows on a terminal how far the pictures are, where there are any to make', async () => {
    const folder = await surveyed();
    const stderrOf = async (...args: string[]): Promise<string> =>
      (
        await run(['report', path.join(folder, 'survey.jsonl'), '--out', path.join(folder, 'out'), ...args], {
          isTTY: true,
        })
      ).stderr;
    expect(await stderrOf()).toMatch(/4\/4 .*[1-4] missing/);
    expect(await stderrOf('--no-photos')).toBe('');
  });

  it('leaves a torn last line out, and says so', async () => {
    const folder = await surveyed({ 'survey.jsonl': lines(records).slice(0, -20) });
    const { code, stderr } = await report(folder, '--no-photos');
    expect([code, stderr]).toEqual([0, expect.stringContaining('cut off')]);
    expect(summaryIn(folder)).toMatchObject({ photos: 3 });
  });

  it.each([
    [{ 'survey.jsonl': '' }, [], 'Expected a run with records'],
    [{ 'survey.jsonl': 'file,answer\n' }, [], 'line 1'],
    [{}, ['--review', 'no-such.jsonl'], 'no-such.jsonl'],
    [{ 'survey.review.jsonl': 'nonsense\n' }, [], 'line 1'],
    [{}, ['--sites', 'no-such.csv'], 'ENOENT'],
    [{}, ['--names'], 'unknown option'],
  ])('ends with 2 for wrong use: %j %j', async (files, args, words) => {
    const folder = await surveyed(files);
    const { code, stderr } = await report(folder, '--no-photos', ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(readdirSync(folder)).not.toContain('out');
  });

  it('refuses to hide names beside pictures, which are found by them', async () => {
    expect(await report(await surveyed(), '--no-names')).toMatchObject({ code: 2 });
  });
});

describe("the report's folder", () => {
  it('that holds something else is left as it is', async () => {
    const folder = await surveyed({ 'out/notes.txt': 'mine' });
    const { code, stderr } = await report(folder, '--no-photos');
    expect([code, stderr]).toEqual([2, expect.stringContaining('it holds other files')]);
    expect(filesOf(folder)).toEqual(['notes.txt']);
    expect(readdirSync(folder).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('may be there and empty', async () => {
    const folder = await surveyed();
    await mkdir(path.join(folder, 'out'));
    expect(await report(folder, '--no-photos')).toMatchObject({ code: 0 });
  });

  it('of an earlier report gets the new one; what it no longer has goes, and what a person put there stays', async () => {
    const folder = await surveyed();
    await report(folder, '--no-photos');
    const contents = path.join(folder, 'out/report.json');
    const { schema, files } = JSON.parse(readFileSync(contents, 'utf8')) as { schema: string; files: string[] };
    await mkdir(path.join(folder, 'out/old'));
    for (const name of ['old/crop.jpg', 'notes.txt']) writeFileSync(path.join(folder, 'out', name), 'x');
    writeFileSync(contents, JSON.stringify({ schema, files: [...files, 'old/crop.jpg'] }));
    writeFileSync(path.join(folder, 'survey.jsonl'), lines(records.slice(0, 1)));
    expect(await report(folder, '--no-photos')).toMatchObject({ code: 0 });
    expect(summaryIn(folder)).toMatchObject({ photos: 1 });
    expect(readdirSync(path.join(folder, 'out'))).toContain('notes.txt');
    expect(readdirSync(path.join(folder, 'out'))).not.toContain('old');
  });

  it.each(['../survey.jsonl', '/etc/hosts', 'a/../../survey.jsonl'])(
    'is no report where its list names %s',
    async (name) => {
      const contents = JSON.stringify({ schema: 'whosecam.report/1', files: [name] });
      const folder = await surveyed({ 'out/report.json': contents });
      expect(await report(folder, '--no-photos')).toMatchObject({ code: 2 });
      expect(readdirSync(folder)).toContain('survey.jsonl');
    },
  );

  it('stays as it was when the program is told to stop', async () => {
    const folder = await surveyed();
    const args = ['report', path.join(folder, 'survey.jsonl'), '--out', path.join(folder, 'out'), '--no-photos'];
    expect(await run(args, { signal: AbortSignal.abort() })).toMatchObject({ code: 130 });
    expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([]);
  });
});

describe('what a report must not tell', () => {
  it('is no place with --no-location, in any byte of it, and is there without', async () => {
    const folder = await surveyed();
    const sites = ['--sites', path.join(folder, 'sites.csv'), '--no-photos'];
    await report(folder, ...sites);
    const told = traces.filter((trace) => allOf(folder).includes(trace));
    expect(told).toEqual(traces);
    await report(folder, ...sites, '--no-location');
    const hidden = allOf(folder);
    expect(traces.filter((trace) => hidden.includes(trace))).toEqual([]);
    const tables = ['photos.csv', 'photos.geojson', 'summary.json'];
    for (const name of tables) {
      expect(readFileSync(path.join(folder, 'out', name), 'utf8')).not.toMatch(
        /lat\b|location|radius|altitude|direction/,
      );
    }
    expect(hidden).toContain('Anyshire');
  });

  it('is no picture with --no-photos: nothing but text, and no data address', async () => {
    const folder = await surveyed();
    await report(folder, '--no-photos');
    for (const name of filesOf(folder)) expect(name).toMatch(/\.(?:html|css|js|csv|json|geojson|svg)$/);
    expect(allOf(folder)).not.toMatch(/data:image\/(?!svg)|\u00ff\u00d8\u00ff|\u0089PNG|JFIF|WEBP/);
    expect(allOf(folder)).toContain('IMG_7102.jpg');
  });

  it('is no name of a file or folder with --no-names', async () => {
    const folder = await surveyed();
    await report(folder, '--no-photos');
    expect(allOf(folder)).toContain('Quagmire Hall');
    await report(folder, '--no-photos', '--no-names');
    expect(allOf(folder)).not.toMatch(/survey\.jsonl|quagmire|zebedee|IMG_71/i);
    expect(allOf(folder)).toContain('photo-00001');
  });
});
