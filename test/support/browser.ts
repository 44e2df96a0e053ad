/** The page in real Chromium, served by the built program with the released model (npm test builds first). */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { serveProgram } from './program.js';

/** How long anything of a test may take, milliseconds: much, for small machines that are busy. */
export const patienceMs = 90_000;

/** The browser; undefined where the machine has none: the page's tests are skipped then. */
export const browserPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Why tests in a browser don't run, for their title. */
export const browserNote = browserPath === undefined ? ' (skipped: no chromium here, set CHROMIUM to its path)' : '';

/** The policy that the page must live with, where the service doesn't send its own. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A phone. */
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Looks in which a page must be as good. */
export const looks = [
  { look: 'light', options: { colorScheme: 'light' } as const },
  { look: 'dark', options: { colorScheme: 'dark' } as const },
  { look: 'light, on a phone', options: { ...phone, colorScheme: 'light' } as const },
];

/** A page, and what must not have come up on it. */
export interface Visit {
  readonly page: Page;
  /** Errors of scripts, of the content security policy and of the console; refused requests aside. */
  readonly complaints: readonly string[];
  /** Addresses beyond the page's own server that it asked for. */
  readonly strangers: readonly string[];
}

/** The program and the browser. */
export interface Stage {
  /** Opens the page anew: another browser profile. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** Starts both. `env`: options of the program, such as WHOSECAM_TOKEN; `command`: what is served. */
export async function openStage(
  env: Readonly<Record<string, string>> = {},
  command: readonly string[] = ['serve'],
): Promise<Stage> {
  const [program, browser] = await Promise.all([serveProgram([], env, command), launchBrowser()]);
  return {
    visit: (options) => openVisit(browser, program.url, options),
    async close() {
      await browser.close();
      await program.close();
    },
  };
}

const launching = {
  executablePath: browserPath ?? '',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
  timeout: patienceMs,
};

/** Real Chromium. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(launching);

/** Real Chromium that keeps what it keeps in a folder, as a person's does. */
export const launchProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, launching);

async function openVisit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    // A colour on its way to another one has a contrast of its own.
    reducedMotion: 'reduce',
    ...options,
  });
  const [complaints, strangers]: [string[], string[]] = [[], []];
  await context.route('**', async (route) => {
    const address = route.request().url();
    if (address.startsWith(`${url}/`)) return route.fallback();
    strangers.push(address);
    return route.abort();
  });
  await context.route(`${url}/`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { 'content-security-policy': policy, ...response.headers() } });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints, strangers };
}

/** Types a missed camera's box, in per cent of the photo, into the form that's open, and adds it. */
export async function typeBox(page: Page, [left, top, width, height]: readonly number[]): Promise<void> {
  const values = { 'Left %': left, 'Top %': top, 'Width %': width, 'Height %': height };
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(String(value));
  await page.getByRole('button', { name: 'Add' }).press('Enter');
}
