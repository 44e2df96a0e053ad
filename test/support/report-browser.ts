/** A report in real Chromium, index.html from the disk. */
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ReportData } from '../../src/report/data.js';
import { writeReportPage } from '../../src/report/page.js';
import { withoutPlaces } from '../../src/report/privacy.js';
import type { Review, Said } from '../../src/survey/review.js';
import { patienceMs } from './browser.js';
import { folderOf } from './cli.js';
import { failedRecordOf } from './records.js';
import { dataOf, green, greenCamera, optionsFor, siteOf, warningOf, writeBanded } from './report.js';

/** Five photos at two sites: two claims (one corrected), another without a camera, one that's gone, one that failed. */
export async function smallReport(
  given: Partial<ReportData> = {},
  said: Said = { kind: 'brand', brand: 'dahua' },
): Promise<string> {
  const [originals, dir] = await Promise.all([folderOf({}), folderOf({})]);
  const first = await writeBanded(originals, 'first.jpg');
  const second = await writeBanded(originals, 'second.jpg');
  const records = [
    first,
    second,
    await writeBanded(originals, 'none.jpg', {
      cameras: [],
      verdict: { kind: 'no-camera', brand: null, confidence: 0.8, camera: null },
    }),
    { ...first, file: 'gone.jpg', sha256: 'f'.repeat(64) },
    failedRecordOf({ file: 'failed.jpg', sha256: null }),
  ];
  const sites = [
    siteOf('Town hall', [0, 1], { lat: 51.5, lon: -0.1 }),
    siteOf('Station', [2, 3], { lat: 51.51, lon: -0.12 }),
  ];
  const warnings = [warningOf('odd-time', [1], 'the clock says 1980')];
  const review = correction(second.sha256 ?? '', said);
  const all = { records, sites, warnings, review, run: { file: 'run.jsonl', writtenAt: '2026-11-24T15:00:00Z' } };
  const told = given.hasPlaces === false ? withoutPlaces(all) : all;
  const data = dataOf(told.records, {
    sites: told.sites,
    warnings: told.warnings,
    review,
    pictures: { folder: null },
    ...given,
  });
  await writeReportPage(dir, data, optionsFor(originals));
  return dir;
}

/** Ada says what the camera is. */
const correction = (sha256: string, said: Said): Review =>
  new Map([
    [
      sha256,
      [
        {
          schema: 'whosecam.review/1',
          verdict: 'correct',
          said,
          sha256,
          file: 'second.jpg',
          model: { id: 'tiny-1', version: '0.0.1' },
          machine: { kind: 'brand', brand: 'hikvision', brandName: 'hikvision', confidence: 0.97, box: green },
          reviewer: 'Ada',
          at: '2026-11-24T10:00:00Z',
          camera: 0,
        } as never,
      ],
    ],
  ]);

/** The card of a file. */
export const cardOf = (page: Page, name: string): Locator => page.locator('.contact .card', { hasText: name });
/** The files of the cards in the document. */
export const cardNames = (page: Page): Promise<string[]> =>
  page.evaluate(
    "[...document.querySelectorAll('.contact .card')].map((card) => card.querySelector('.name').textContent)",
  );

/** Waits until these images are there to be seen. */
export const drawn = (page: Page, selector: string): Promise<unknown> =>
  page.evaluate(
    `Promise.all([...document.querySelectorAll(${JSON.stringify(selector)})].map((image) => image.decode()))`,
  );

/** Scrolls to the contact sheet. */
export const toPhotos = (page: Page): Promise<unknown> =>
  page.evaluate("document.querySelector('#photos-title').scrollIntoView()");

/** The only box lies on the green third of the photo. */
export async function expectBox(where: Locator): Promise<void> {
  const [photo, box] = await Promise.all([
    where.locator('.surface').boundingBox(),
    where.locator('.boxes .box').boundingBox(),
  ]);
  if (!photo || !box) throw new Error('Expected a photo with a box');
  expect(photo.width / photo.height).toBeCloseTo(1.5, 1);
  const lies = [
    (box.x - photo.x) / photo.width,
    (box.y - photo.y) / photo.height,
    box.width / photo.width,
    box.height / photo.height,
  ];
  // Two pixels of the smallest card.
  lies.forEach((share, i) => expect(Math.abs(share - (greenCamera.box[i] ?? NaN))).toBeLessThan(2 / 150));
}

/** Opens a report from the disk. `complaints`: errors of scripts and of the policy; `asked`: addresses beyond the report. */
export async function openReport(browser: Browser, folder: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const [complaints, asked]: [string[], string[]] = [[], []];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => complaints.push(message.text()));
  const { href } = pathToFileURL(folder);
  context.on('request', (request) => {
    if (!request.url().startsWith(href)) asked.push(request.url());
  });
  await page.goto(`${href}/index.html`);
  await page.getByRole('heading', { name: 'Photos', exact: true }).waitFor();
  return { page, complaints, asked };
}
