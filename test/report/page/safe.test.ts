/** What a report must never do, and what it must bear: hostile names, 5,000 photos, paper, no pictures, no places. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeReportPage } from '../../../src/report/page.js';
import { seriousFaults } from '../../support/axe.js';
import { browserNote, browserPath, launchBrowser, looks, patienceMs } from '../../support/browser.js';
import { folderOf } from '../../support/cli.js';
import { failedRecordOf, hikvisionRecordOf, okRecordOf } from '../../support/records.js';
import { dataOf, green, greenCamera, optionsFor, siteOf, warningOf, writeBanded } from '../../support/report.js';
import { cardNames, cardOf, expectBox, openReport, smallReport, toPhotos } from '../../support/report-browser.js';

const hostile = '<img src=x onerror="document.title=1">&lt;b&gt;</script><script>document.title=2</script>\u2028.jpg';

describe.skipIf(browserPath === undefined)(
  `a report in Chromium, whatever it holds${browserNote}`,
  { timeout: 2 * patienceMs },
  () => {
    let browser: Browser;
    let dir: string;
    beforeAll(async () => {
      [browser, dir] = await Promise.all([launchBrowser(), smallReport()]);
    }, patienceMs);
    afterAll(() => browser.close(), patienceMs);
    const open = (folder: string, options?: BrowserContextOptions) => openReport(browser, folder, options);

    it('names of files, sites and marks, warnings and names of persons are text and nothing else', async () => {
      const mark = {
        ...greenCamera,
        brandName: hostile,
        evidence: [{ type: 'wordmark', text: hostile.slice(0, 60), confidence: 1, box: green, name: hostile }],
      };
      const record = hikvisionRecordOf({
        file: hostile,
        cameras: [mark as never],
        model: { id: hostile, version: hostile },
      });
      const sites = [siteOf(hostile, [0], { lat: 51.5, lon: -0.1 })];
      const folder = await folderOf({});
      const data = dataOf(
        [record, failedRecordOf({ file: hostile, error: { code: 'unreadable', message: hostile } })],
        {
          sites,
          warnings: [warningOf(hostile as never, [0], hostile)],
        },
      );
      await writeReportPage(folder, data, { ...optionsFor(folder), title: hostile });
      const { page, complaints, asked } = await open(folder);
      await toPhotos(page);
      await page.locator('.contact .card').first().click();
      await page.keyboard.press('j');
      await page.waitForTimeout(300);
      expect(await page.title()).toContain('onerror');
      expect(await page.locator('h1').innerText()).toContain('</script>');
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect({ complaints, asked }).toEqual({ complaints: [], asked: [] });
      await page.context().close();
    });

    it('would be seen to run what slipped in, or to ask another address', async () => {
      const { page, complaints } = await open(dir);
      await page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/' }))",
      );
      await page
        .evaluate("document.body.setAttribute('onclick', 'document.title = 1'); document.body.click()")
        .catch(() => undefined);
      await page.evaluate("document.body.innerHTML = '<b>html</b>'").catch(() => undefined);
      await expect.poll(() => complaints.join('\n')).toMatch(/img-src/);
      expect(complaints.join('\n')).toMatch(/TrustedHTML|trusted/i);
      expect(await page.title()).toBe('Survey report');
      await page.context().close();
    });

    it('of 5,000 photos only those around the screen are in the document; all can be reached', async () => {
      const folder = await folderOf({});
      const records = Array.from({ length: 5000 }, (_, i) =>
        i % 5 === 0
          ? hikvisionRecordOf({ file: `IMG_${i}.jpg`, sha256: i.toString(16).padStart(64, '0') })
          : okRecordOf({ file: `IMG_${i}.jpg` }),
      );
      const sites = Array.from({ length: 50 }, (_, i) =>
        siteOf(
          `Site ${i}`,
          Array.from({ length: 100 }, (__, k) => i * 100 + k),
          { lat: 51 + i / 500, lon: (i % 7) / 500 },
        ),
      );
      await writeReportPage(folder, dataOf(records, { sites }), optionsFor(folder));
      const { page, complaints } = await open(folder);
      const nodes = () => page.evaluate<number>("document.querySelectorAll('*').length");
      const counts = [await nodes()];
      await toPhotos(page);
      await cardOf(page, 'IMG_0.jpg').waitFor();
      counts.push(await nodes());
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      await cardOf(page, 'IMG_4999.jpg').waitFor();
      counts.push(await nodes());
      // The frame of the page, a table of 50 sites and a map of them: about 1,600; a card has about 15.
      expect(Math.max(...counts)).toBeLessThan(3500);
      expect(await page.locator('.contact li').last().getAttribute('aria-posinset')).toBe('5000');
      await page.getByLabel('Find').fill('IMG_2500');
      expect(await cardNames(page)).toEqual(['IMG_2500.jpg']);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('on paper all chosen photos stand, without the filters', async () => {
      const { page } = await open(dir, { viewport: { width: 794, height: 600 } });
      await page.emulateMedia({ media: 'print' });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await cardNames(page)).toHaveLength(5);
      const lefts = "[...document.querySelectorAll('.contact li')].map((item) => item.getBoundingClientRect().left)";
      const boxes = await page.evaluate<number[]>(lefts);
      expect(new Set(boxes.map(Math.round)).size).toBe(4);
      expect(await page.locator('.filter-bar').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.locator('.filter-bar').isVisible()).toBe(true);
      await page.context().close();
    });

    it('without places there is no map; without pictures none is asked for', async () => {
      const folder = await smallReport({ hasPlaces: false, pictures: null });
      const { page, complaints } = await open(folder);
      expect(await page.locator('.map').count()).toBe(0);
      expect(await page.getByRole('heading', { name: 'Where' }).isVisible()).toBe(false);
      await toPhotos(page);
      await cardOf(page, 'first.jpg').getByText('This report holds no pictures').waitFor();
      await expectBox(cardOf(page, 'first.jpg'));
      await cardOf(page, 'first.jpg').click();
      expect(await page.getByRole('dialog').innerText()).not.toContain('Place');
      expect(await page.locator('img').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('an original that was changed since shows none of its picture', async () => {
      const originals = await folderOf({});
      const record = await writeBanded(originals, 'a.jpg');
      await writeFile(join(originals, 'a.jpg'), 'something else');
      const folder = await folderOf({});
      await writeReportPage(folder, dataOf([record], { pictures: { folder: null } }), optionsFor(originals));
      const { page } = await open(folder);
      await toPhotos(page);
      await cardOf(page, 'a.jpg').getByText("The original isn't the photo that was recognised").waitFor();
      expect(await page.locator('img').count()).toBe(0);
      await page.context().close();
    });

    it.each(looks)('axe-core finds nothing serious: $look', async ({ options }) => {
      const { page } = await open(dir, options);
      expect(await seriousFaults(page)).toEqual([]);
      await toPhotos(page);
      await cardOf(page, 'second.jpg').click();
      expect(await seriousFaults(page)).toEqual([]);
      // A button without a word would be found.
      await page.evaluate("document.querySelector('#viewer-close').replaceChildren()");
      expect(await seriousFaults(page)).toEqual([expect.stringContaining('button-name')]);
      await page.context().close();
    });
  },
);
