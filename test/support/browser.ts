/** The page in real Chromium, served by the built program with the released model (npm test builds first). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** How long anything of a test may take, milliseconds: much, for small machines that are busy. */
export const patienceMs = 90_000;

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

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
  // A machine that's busy with other things takes its time: here it's the answers that count.
  const patient = { WHOSECAM_TIMEOUT_MS: '120000', ...env };
  const server = spawn(process.execPath, [main, ...command, '--port', '0'], { env: { ...process.env, ...patient } });
  const [url, browser] = await Promise.all([addressOf(server), launchBrowser()]);
  return {
    visit: (options) => openVisit(browser, url, options),
    async close() {
      await browser.close();
      server.kill();
    },
  };
}

/** The browser alone. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    timeout: patienceMs,
  });

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      const found = /listens on (\S+)/.exec(chunk.toString())?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', (code) => reject(new Error(`Expected the program to serve; it ended with ${String(code)}`)));
  });
}

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
