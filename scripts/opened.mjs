/** A report as a browser opens it from the disk: Chromium, or the one that CHROMIUM names. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Opens an index.html and waits for its photos. Answers the page, the seconds it took, and what closes the browser; undefined without a browser. */
export async function openReport(file) {
  if (!existsSync(executablePath)) return undefined;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const from = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.locator('#photos .shown').waitFor();
  return { page, seconds: (performance.now() - from) / 1000, close: () => browser.close() };
}
