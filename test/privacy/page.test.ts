/** What a person's browser keeps of a photo that says much: verdicts by its SHA-256. Real Chromium with a profile on the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import { browserNote, browserPath, launchProfile, patienceMs } from '../support/browser.js';
import { folderOf } from '../support/cli.js';
import { serveProgram } from '../support/program.js';
import { neverTold, secretPhoto, toldInRecords, tornPhoto } from '../support/secret-photo.js';

const photo = await secretPhoto();

/** All that a page can keep, as JSON; a string, for it runs in the page, where other types apply. */
const kept = `(async () => {
  const databases = await indexedDB.databases();
  const cached = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  const files = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  const workers = (await navigator.serviceWorker.getRegistrations()).length;
  return JSON.stringify({
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
    databases, cached: cached.flat().length, files, workers,
  });
})()`;

interface Kept {
  readonly local: Readonly<Record<string, string>>;
}

/** Files of a profile that hold any of these. */
const filesWith = (profile: string, marks: readonly (RegExp | Buffer)[]): string[] =>
  readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return marks.some((mark) =>
        mark instanceof RegExp ? mark.test(bytes.toString('latin1')) : bytes.includes(mark),
      );
    });

describe.skipIf(browserPath === undefined)(`in Chromium${browserNote}`, { timeout: 3 * patienceMs }, () => {
  /** Sends the photo and its torn twin, and says something about both. */
  async function judge(page: Page): Promise<void> {
    const files = { 'walrus.jpg': photo, 'walrus-torn.jpg': tornPhoto(photo) };
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(Object.entries(files).map(([name, buffer]) => ({ name, mimeType: 'image/jpeg', buffer })));
    await page.getByText('2 photos done, 1 failed', { exact: true }).waitFor();
    await page.locator('.card', { hasText: 'walrus.jpg' }).click();
    await page.getByRole('button', { name: 'Confirm: Hikvision' }).click();
    await page.getByRole('button', { name: 'Another maker' }).click();
  }

  it('verdicts by SHA-256 and nothing of the photo, in the page and on the disk', async () => {
    const [profile, program] = await Promise.all([folderOf({}), serveProgram()]);
    const browser = await launchProfile(profile);
    let said: string;
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(patienceMs);
      await page.goto(program.url);
      await judge(page);
      said = await page.evaluate<string>(kept);
    } finally {
      await browser.close();
      await program.close();
    }
    const { local, ...others } = JSON.parse(said) as Kept;
    expect(Object.keys(local)).toEqual([`whosecam/verdict/${sha256Of(photo)}`]);
    expect(others).toEqual({ session: {}, cookie: '', databases: [], cached: 0, files: [], workers: 0 });
    for (const mark of [neverTold, toldInRecords, /walrus/]) expect(said).not.toMatch(mark);

    // Some of its pixels, and what would be found if it were kept.
    const pixels = photo.subarray(50_000, 50_064);
    expect(filesWith(profile, [/whosecam\/verdict/])).not.toEqual([]);
    expect(filesWith(profile, [neverTold, toldInRecords, /walrus/i, pixels])).toEqual([]);
  });

  it('would be seen to keep more, wherever a page can', async () => {
    const [profile, program] = await Promise.all([folderOf({}), serveProgram()]);
    const browser = await launchProfile(profile);
    try {
      const page = await browser.newPage();
      await page.goto(program.url);
      await page.evaluate(`(async () => {
        localStorage.a = 'ZEBRAFISH'; sessionStorage.b = '1'; document.cookie = 'c=1';
        await new Promise((done) => (indexedDB.open('d').onsuccess = done));
        await (await caches.open('e')).put('/f', new Response('g'));
        await (await navigator.storage.getDirectory()).getFileHandle('h', { create: true });
      })()`);
      expect(JSON.parse(await page.evaluate<string>(kept))).toMatchObject({
        ...{ local: { a: 'ZEBRAFISH' }, session: { b: '1' }, cookie: 'c=1', cached: 1, files: ['h'] },
        databases: [{ name: 'd' }],
      });
    } finally {
      await browser.close();
      await program.close();
    }
    expect(filesWith(profile, [neverTold])).not.toEqual([]);
  });
});
