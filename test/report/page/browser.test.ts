/** The report as its reader uses it: real Chromium, index.html from the disk, pictures that were drawn for it. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNote, browserPath, launchBrowser, patienceMs, phone } from '../../support/browser.js';
import {
  cardNames,
  cardOf,
  drawn,
  expectBox,
  openReport,
  smallReport,
  toPhotos,
} from '../../support/report-browser.js';

describe.skipIf(browserPath === undefined)(`the report in Chromium${browserNote}`, { timeout: 2 * patienceMs }, () => {
  let browser: Browser;
  let dir: string;
  beforeAll(async () => {
    [browser, dir] = await Promise.all([launchBrowser(), smallReport()]);
  }, patienceMs);
  afterAll(() => browser.close(), patienceMs);
  const open = (folder: string, options?: BrowserContextOptions) => openReport(browser, folder, options);

  it.each([
    { screen: 'a desk', options: {}, width: 1280 },
    { screen: 'a phone of 390 px', options: phone, width: 390 },
  ])('on $screen: counts, boxes where the records say, no complaint, no other address', async ({ options, width }) => {
    const { page, complaints, asked } = await open(dir, options);
    expect(await page.locator('.tile').allInnerTexts()).toEqual([
      '2\nHikvision',
      '1\nDahua',
      '0\nAnother maker',
      "0\nA camera, can't tell whose",
      '1\nNo camera found',
      '1\nCould not be read',
    ]);
    const cells = await page.locator('#summary tbody tr').first().locator('td').allInnerTexts();
    expect(cells.map(Number)).toEqual([1, 1, 0, 0, 0, 0, 2, 1]);
    await toPhotos(page);
    await drawn(page, '.contact li:first-child img');
    await expectBox(cardOf(page, 'first.jpg'));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect({ complaints, asked }).toEqual({ complaints: [], asked: [] });
    await page.context().close();
  });

  it('filters by answer, site, warning, review and text, and says how many are left', async () => {
    const { page } = await open(dir);
    await toPhotos(page);
    const all = ['first.jpg', 'second.jpg', 'none.jpg', 'gone.jpg', 'failed.jpg'];
    const choose = async (name: string, option: string, shown: string[]) => {
      await page.getByRole('combobox', { name, exact: true }).selectOption(option);
      expect(await cardNames(page)).toEqual(shown);
    };
    expect(await cardNames(page)).toEqual(all);
    await choose('Site', 'Station', ['none.jpg', 'gone.jpg']);
    expect(await page.getByRole('status').innerText()).toBe('2 of 5 photos');
    await choose('Site', 'No site', ['failed.jpg']);
    await page.getByRole('button', { name: 'Show all' }).click();
    await choose('Warnings', 'Odd time (1)', ['second.jpg']);
    await choose('Warnings', 'All photos', all);
    await choose('Review', 'Corrected by a person', ['second.jpg']);
    await choose('Review', 'Not reviewed yet', ['first.jpg', 'none.jpg', 'gone.jpg']);
    await page.locator('.chip', { hasText: 'Hikvision' }).click();
    expect(await cardNames(page)).toEqual(['first.jpg', 'gone.jpg']);
    await page.getByLabel('Find').fill('station HIK');
    expect(await cardNames(page)).toEqual(['gone.jpg']);
    await page.getByLabel('Find').fill('nowhere');
    expect(await page.getByText('No photo is like that.').isVisible()).toBe(true);
    await page.locator('#summary').getByRole('button', { name: 'Town hall' }).click();
    expect(await cardNames(page)).toEqual(['first.jpg', 'second.jpg']);
    await page.locator('.map .site', { hasText: 'Station' }).locator('path').click();
    expect(await cardNames(page)).toEqual(['none.jpg', 'gone.jpg']);
    await page.context().close();
  });

  it("shows the evidence: what was read, its crop, the rule; the person's word beside the program's", async () => {
    const { page } = await open(dir);
    await toPhotos(page);
    await cardOf(page, 'first.jpg').click();
    const viewer = page.getByRole('dialog');
    expect(await viewer.locator('.answer').innerText()).toContain('The mark HIKVISION was read');
    expect(await viewer.innerText()).toMatch(/Decided by\s+rule 1: two names were read/);
    await drawn(page, '#viewer img');
    // 0.12 of the camera's 200 px on every side, 0.3 of the mark's 96.
    const widths = "[...document.querySelectorAll('#viewer .crop img')].map((image) => image.naturalWidth)";
    expect(await page.evaluate(widths)).toEqual([248, 154]);
    await expectBox(viewer.locator('.frame'));
    await page.keyboard.press('ArrowRight');
    expect(await viewer.locator('.answer').innerText()).toMatch(
      /Dahua\s+Corrected by Ada, 2026-11-24\s+The program said: Hikvision, quite sure/,
    );
    expect(await viewer.locator('.boxes .box').getAttribute('data-answer')).toBe('dahua');
    expect(await viewer.locator('.advice').innerText()).toContain('The clock says 1980.');
    for (const words of ['No camera', "The original wasn't found", 'Expected a picture']) {
      await page.keyboard.press('j');
      expect(await viewer.innerText()).toContain(words);
    }
    await page.keyboard.press('Escape');
    // A browser gives the focus back to the card that was opened; the page hands it on.
    const focused = "document.activeElement.querySelector('.name')?.textContent";
    await expect.poll(() => page.evaluate(focused), { timeout: patienceMs }).toBe('failed.jpg');
    await page.context().close();
  });

  it("shows another maker's name that a person gave: card, box, headline; and finds it", async () => {
    const named = await smallReport({}, { kind: 'other-brand', brandName: 'Bosch' });
    const { page, complaints } = await open(named);
    await toPhotos(page);
    expect(await cardOf(page, 'second.jpg').locator('.headline').innerText()).toBe('Bosch');
    await page.getByLabel('Find').fill('bosch');
    expect(await cardNames(page)).toEqual(['second.jpg']);
    await cardOf(page, 'second.jpg').click();
    expect(await page.getByRole('dialog').locator('.answer').innerText()).toMatch(
      /Bosch\s+Corrected by Ada, 2026-11-24\s+The program said: Hikvision/,
    );
    expect(await page.getByRole('dialog').locator('.boxes').innerText()).toBe('Bosch');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('the map zooms and moves by buttons and keys, and has a scale', async () => {
    const { page } = await open(dir);
    // Where a marker is put, pixels of the drawing.
    const placeOf = async (name: string) => {
      const moved = await page.locator('.map .site', { hasText: name }).getAttribute('transform');
      const [x = NaN, y = NaN] = (moved ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
      return { x, y };
    };
    const apart = async () => (await placeOf('Town hall')).x - (await placeOf('Station')).x;
    const before = await apart();
    // The station lies to the north-west: 1,112 m up and 1,385 m to the left.
    expect(before).toBeGreaterThan(0);
    expect((await placeOf('Town hall')).y).toBeGreaterThan((await placeOf('Station')).y);
    const px = await page.evaluate<number>("document.querySelector('.map .scale path').getBBox().width");
    expect(await page.locator('.map .scale').innerHTML()).toContain('200 m');
    expect(before / px).toBeCloseTo(1385 / 200, 0);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect((await apart()) / before).toBeCloseTo(1.6, 2);
    await page.locator('.map-frame').focus();
    const from = await placeOf('Station');
    await page.keyboard.press('ArrowLeft');
    expect((await placeOf('Station')).x - from.x).toBeCloseTo(60, 0);
    await page.getByRole('button', { name: 'Whole' }).click();
    expect(await apart()).toBeCloseTo(before, 1);
    await page.context().close();
  });
});
