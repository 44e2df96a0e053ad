/** A review as people do it: real Chromium, the real program over a run's photos, one key each. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import { parseReview, type ReviewLine } from '../../src/survey/review.js';
import { browserNote, browserPath, openStage, patienceMs, type Stage, typeBox } from '../support/browser.js';
import { claimOf, claimRecord, type RunFolder, runOf } from '../support/reviewed.js';

const [first, second, third] = [
  '001-hikvision-bullet-brick.jpg',
  '014-dahua-turret-ceiling.jpg',
  '041-none-wall-lamp-brick.jpg',
];
/** In the order in which they should come: the least certain first. */
const three = { [third]: [claimOf(0.9)], [first]: [claimOf(0.7)], [second]: [claimOf(0.8)] };

const titleOf = (page: Page) => page.locator('#viewer-title').innerText();
const isAt = (page: Page, name: string) => expect.poll(() => titleOf(page), { timeout: patienceMs }).toBe(name);

/** Presses a key once the photo at large is drawn: before that, keys judge nothing. */
async function judge(page: Page, key: string): Promise<void> {
  await page.locator('#viewer .frame:not([aria-busy]) img').waitFor();
  await page.keyboard.press(key);
}

async function linesOf({ review }: RunFolder, count: number): Promise<ReviewLine[]> {
  const read = async () => parseReview(await readFile(review, 'utf8'));
  await expect.poll(async () => (await read()).length, { timeout: patienceMs }).toBe(count);
  return read();
}

const briefly = (line: ReviewLine) => ({ file: line.file, verdict: line.verdict, camera: line.camera });

describe.skipIf(browserPath === undefined)(`a review in Chromium${browserNote}`, { timeout: 2 * patienceMs }, () => {
  const open: Stage[] = [];
  const review = async (folder: RunFolder, flags: string[] = [], env = {}): Promise<Stage> => {
    const stage = await openStage(env, ['review', folder.run, '--reviewer', 'Ada', ...flags]);
    open.push(stage);
    return stage;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((stage) => stage.close()));
  }, patienceMs);

  it('by keys: confirm one, correct one, one is not a camera; the next sitting goes on', async () => {
    const folder = await runOf(three);
    const stage = await review(folder);
    const { page, complaints, strangers } = await stage.visit();
    expect(await page.locator('#run').innerText()).toBe('run.jsonl, reviewed by Ada');
    expect(await page.getByRole('button', { name: 'Choose photos' }).isVisible()).toBe(false);
    await isAt(page, first);
    await judge(page, 'c');
    await isAt(page, second);
    await judge(page, '2');
    expect((await linesOf(folder, 2)).map(briefly)).toEqual([
      { file: first, verdict: 'confirm', camera: 0 },
      { file: second, verdict: 'correct', camera: 0 },
    ]);
    await stage.close();

    const again = await (await review(folder)).visit();
    await isAt(again.page, third);
    expect(await again.page.locator('.card:visible').count()).toBe(1);
    await judge(again.page, 'x');
    const lines = await linesOf(folder, 3);
    expect(lines[1]).toMatchObject({ said: { kind: 'brand', brand: 'dahua' }, machine: { brand: 'hikvision' } });
    expect(lines[2]).toMatchObject({ file: third, verdict: 'not-a-camera', reviewer: 'Ada', seed: null });
    expect(lines.map(({ at }) => Number.isNaN(Date.parse(at)))).toEqual([false, false, false]);
    expect([complaints, strangers, again.complaints, again.strangers]).toEqual([[], [], [], []]);
  });

  it('by keys: another maker with a name, suggested or not; a brand that is claimed is that brand', async () => {
    const folder = await runOf(three);
    const { page, complaints } = await (await review(folder)).visit();
    const field = page.locator('#viewer .panel').getByLabel('Which maker, if you know');
    await isAt(page, first);
    await judge(page, 'b');
    await page.keyboard.type('Acme cameras');
    await page.keyboard.press('Enter');
    await isAt(page, second);
    await judge(page, 'b');
    const names = () =>
      page.evaluate<string[]>("[...document.querySelectorAll('#maker-names option')].map(({ value }) => value)");
    expect(await names()).toEqual(expect.arrayContaining(['Axis', 'Bosch', 'Acme cameras']));
    expect(await names()).not.toContain('Hikvision');
    await page.keyboard.type('dahua');
    await page.keyboard.press('Enter');
    await isAt(page, third);
    await judge(page, '3');
    const said = (await linesOf(folder, 5)).map((line) => ('said' in line ? line.said : null));
    expect(said).toEqual([
      { kind: 'other-brand', brandName: null },
      { kind: 'other-brand', brandName: 'Acme cameras' },
      { kind: 'other-brand', brandName: null },
      { kind: 'brand', brand: 'dahua' },
      { kind: 'other-brand', brandName: null },
    ]);
    await page.getByRole('button', { name: /^All / }).first().click();
    await page.locator('.card', { hasText: first }).click();
    expect(await field.inputValue()).toBe('Acme cameras');
    expect(await page.locator('.card', { hasText: first }).innerText()).toContain('you: Acme cameras');
    expect(complaints).toEqual([]);
  });

  it('takes back, marks a missed camera, and keeps every line', async () => {
    const folder = await runOf({ [second]: [] });
    const { page } = await (await review(folder)).visit();
    await isAt(page, second);
    await judge(page, 'c');
    await linesOf(folder, 1);
    await page.keyboard.press('u');
    await linesOf(folder, 2);
    await page.keyboard.press('2');
    await typeBox(page, [40, 30, 20, 25]);
    const lines = await linesOf(folder, 3);
    expect(lines.map(briefly).map(({ verdict }) => verdict)).toEqual(['confirm', 'withdraw', 'missed-camera']);
    expect(lines[2]).toMatchObject({ camera: null, box: [0.4, 0.3, 0.2, 0.25], said: { brand: 'dahua' } });
  });

  it('a photo whose bytes are others, or that is gone, is not shown, and the page says why', async () => {
    const folder = await runOf(three);
    await writeFile(path.join(folder.folder, first), 'other bytes');
    await rm(path.join(folder.folder, second));
    const { page } = await (await review(folder)).visit();
    const words = page.locator('#viewer .undrawable');
    await expect.poll(() => words.innerText(), { timeout: patienceMs }).toMatch(/received a file with other bytes/);
    await page.keyboard.press('j');
    await expect.poll(() => words.innerText(), { timeout: patienceMs }).toMatch(/received none/);
    await page.keyboard.press('j');
    await page.locator('#viewer .frame:not([aria-busy]) img').waitFor();
  });

  it('shows a HEIC, which no browser here draws, as the picture in it', async () => {
    const folder = await runOf({});
    const bytes = await readFile(new URL('../../fixtures/difficulty/phone.heic', import.meta.url));
    await writeFile(path.join(folder.folder, 'phone.heic'), bytes);
    const record = claimRecord('phone.heic', sha256Of(bytes), [claimOf(0.9)]);
    const heic = { ...record, image: { ...record.image, format: 'heic' } };
    await writeFile(folder.run, `${JSON.stringify(heic)}\n`);
    const { page } = await (await review(folder)).visit();
    await page.locator('#viewer .frame:not([aria-busy]) img').waitFor();
    await page.locator('#viewer canvas').first().waitFor();
    expect(await page.evaluate("document.querySelector('#viewer img').naturalWidth")).toBeGreaterThan(100);
  });

  it('wants the token where there is one, and says when a verdict was not written down', async () => {
    const folder = await runOf(three);
    const { page } = await (await review(folder, [], { WHOSECAM_TOKEN: 'right' })).visit();
    const input = page.getByRole('textbox', { name: 'Token' });
    await input.fill('wrong');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText("That token wasn't accepted.").waitFor();
    await input.fill('right');
    await page.getByRole('button', { name: 'Go on' }).click();
    await isAt(page, first);
    await page.route('**/v1/review/verdicts', (route) => route.abort());
    await judge(page, 'c');
    await page.getByText(`Your verdict on ${first} was not written down`).first().waitFor();
    expect(await page.locator('.card', { hasText: first }).innerText()).not.toContain('confirmed');
    await page.unroute('**/v1/review/verdicts');
    await page.keyboard.press('k');
    await judge(page, 'c');
    expect((await linesOf(folder, 1)).map(briefly)).toEqual([{ file: first, verdict: 'confirm', camera: 0 }]);
  });
});
