/** An evidence pack's summary on paper: one page, whatever it says. */
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Claim, claimsOf } from '../../src/pack/claims.js';
import { maxShown, summaryHtml } from '../../src/pack/summary.js';
import { errorRateWords } from '../../src/pack/words.js';
import { wilson } from '../../src/metrics/wilson.js';
import { browserNote, browserPath, patienceMs } from '../support/browser.js';
import { fixturePhoto } from '../support/packed.js';
import { claimOf, claimRecord } from '../support/reviewed.js';

const long = 'a long word '.repeat(40);

/** Claims with everything that takes room: long names, long marks. */
const claims = Array.from({ length: 20 }, (_, i): Claim => {
  const camera = claimOf(0.97);
  const [mark] = camera.evidence;
  const wordy = { ...camera, evidence: mark?.type === 'wordmark' ? [{ ...mark, text: 'W'.repeat(64) }] : [] };
  const record = claimRecord(`${long}${i}.jpg`, String(i).padStart(64, '0'), [wordy]);
  const [claim] = claimsOf([record], new Map());
  if (!claim) throw new Error('Expected a claim');
  return { ...claim, confirmed: { reviewer: 'W'.repeat(100), at: '2026-11-24T10:00:00Z' } };
});

async function summaryOf(some: readonly Claim[]): Promise<string> {
  const crop = await fixturePhoto(1);
  return summaryHtml({
    site: {
      name: 'The Town Hall of a Borough with a Long Name',
      kind: long,
      council: long,
      constituency: long,
      location: null,
    },
    claims: some,
    crops: some.slice(0, maxShown).map(() => crop),
    model: 'whosecam-1 1.2.0',
    errorRate: errorRateWords(
      { basis: 'chosen', judged: 1000, photos: 3000, wrong: wilson(10, 400) },
      { pictures: 514, right: wilson(92, 92) },
    ),
    madeBy: { version: '0.1.0', run: 'survey.jsonl', at: '2026-11-24T10:00:00.000Z' },
    hasPlaces: true,
  });
}

describe.skipIf(browserPath === undefined)(`a summary in Chromium${browserNote}`, { timeout: patienceMs }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
  }, patienceMs);
  afterAll(() => browser.close(), patienceMs);

  const pagesOf = async (html: string, format: string): Promise<number> => {
    const page = await browser.newPage();
    await page.setContent(html);
    const pdf = (await page.pdf({ format, preferCSSPageSize: false })).toString('latin1');
    const drawn = await page.evaluate('[...document.images].filter((image) => image.naturalWidth > 0).length');
    expect(drawn).toBe(html.match(/<img /g)?.length);
    await page.close();
    return pdf.match(/\/Type \/Page\b/g)?.length ?? 0;
  };

  it.each(['A4', 'Letter'])('prints to one page of %s', async (format) => {
    const html = await summaryOf(claims);
    expect(await pagesOf(html, format)).toBe(1);
    expect(html).toContain(`${20 - maxShown} more: see claims.csv.`);
  });

  it('would be seen to take two', async () => {
    const html = await summaryOf(claims);
    const list = /<ol>.*<\/ol>/s.exec(html)?.[0] ?? '';
    expect(
      await pagesOf(
        html.replace(list, () => list + list),
        'A4',
      ),
    ).toBe(2);
  });
});
