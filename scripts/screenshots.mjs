// Takes the pictures of the page that docs/ shows: fixtures only, in Chromium, from the built program.
// npm run screenshots [-- FOLDER]; the browser is /usr/bin/chromium, or what CHROMIUM names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { writeSampleReport } from './sample-report.mjs';

const root = new URL('../', import.meta.url);
const out = new URL(process.argv[2] ? `${process.argv[2]}/` : 'docs/', root);
const photos = [
  '001-hikvision-bullet-brick',
  '014-dahua-turret-ceiling',
  '019-axis-dome-wall',
  '048-two-hikvision-and-dahua',
  '030-unmarked-dome-ceiling',
  '045-none-smoke-detector',
].map((name) => fileURLToPath(new URL(`fixtures/photos/${name}.jpg`, root)));

const desk = { viewport: { width: 1440, height: 1000 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

async function take(browser, url, name, { chosen, open = null, ...context }) {
  const page = await (await browser.newContext(context)).newPage();
  await page.goto(url);
  if (chosen.length > 0) {
    await page.setInputFiles('#input-photos', chosen);
    await page.getByText(`${chosen.length} photos done`, { exact: true }).waitFor({ timeout: 120_000 });
    if (open !== null) await page.locator('.card').nth(open).click();
  }
  await page.waitForTimeout(500);
  await sharp(await page.screenshot())
    .webp({ quality: 72 })
    .toFile(fileURLToPath(new URL(`${name}.webp`, out)));
  await page.context().close();
}

/** The report, from the disk with all that it shows. */
async function takeReport(browser, name, context) {
  const dir = await mkdtemp(join(tmpdir(), 'whosecam-report-'));
  try {
    await writeSampleReport(dir, join(dir, 'run.jsonl'));
    const page = await (await browser.newContext({ ...context, reducedMotion: 'reduce' })).newPage();
    await page.goto(pathToFileURL(join(dir, 'index.html')).href);
    await page.waitForTimeout(500);
    await sharp(await page.screenshot())
      .webp({ quality: 72 })
      .toFile(fileURLToPath(new URL(`${name}.webp`, out)));
    await page.context().close();
  } finally {
    await rm(dir, { recursive: true });
  }
}

await mkdir(out, { recursive: true });
const server = spawn(process.execPath, ['dist/main.js', 'serve', '--port', '0'], { cwd: fileURLToPath(root) });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  let url;
  while (url === undefined) {
    const [text] = await once(server.stderr, 'data');
    url = /listens on (\S+)/.exec(text)?.[1];
  }
  await take(browser, url, 'page-desk-light', { ...desk, colorScheme: 'light', chosen: photos, open: 3 });
  await take(browser, url, 'page-desk-dark', { ...desk, colorScheme: 'dark', chosen: photos, open: 0 });
  await take(browser, url, 'page-phone', { ...phone, colorScheme: 'light', chosen: photos });
  await take(browser, url, 'page-phone-photo', { ...phone, colorScheme: 'light', chosen: photos, open: 4 });
  await takeReport(browser, 'report-desk', { viewport: { width: 1280, height: 2400 }, colorScheme: 'light' });
} finally {
  await browser.close();
  server.kill();
}
