/** A stranger's page in the same browser, and names that a stranger gave: real Chromium, the built program. */
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNote, browserPath, launchBrowser, openStage, patienceMs } from '../support/browser.js';
import { folderOf } from '../support/cli.js';
import { readFixture } from '../support/fixtures.js';
import { type Program, serveProgram } from '../support/program.js';

describe.skipIf(browserPath === undefined)(`in Chromium${browserNote}`, { timeout: 2 * patienceMs }, () => {
  let kept: string;
  let [program, browser, stranger]: [Program?, Browser?, Server?] = [];
  beforeAll(async () => {
    kept = await folderOf({});
    stranger = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>hello'));
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    [program, browser] = await Promise.all([serveProgram(['--keep', kept]), launchBrowser()]);
  }, patienceMs);
  afterAll(async () => {
    await browser?.close();
    await program?.close();
    stranger?.close();
  }, patienceMs);

  /** Sends a form without asking, as any page may, from a page at `from`. */
  async function sendFrom(from: string, to: string): Promise<void> {
    const page = await browser?.newPage();
    await page?.goto(from);
    await page?.evaluate(`(async () => {
      const form = new FormData();
      form.append('image', new Blob(['no picture']), 'a.jpg');
      // The answer is kept from a stranger by the service's headers; by then it's too late for what was sent.
      const sent = fetch(${JSON.stringify(`${to}/v1/classify`)}, { method: 'POST', mode: 'no-cors', body: form });
      await sent.catch(() => undefined);
    })()`);
    await page?.close();
  }

  it("a stranger's page has nothing recognised and nothing kept; the program's own page has", async () => {
    const own = program?.url ?? '';
    const port = (stranger?.address() as AddressInfo).port;
    const counts = async (): Promise<string[]> => {
      const text = await (await fetch(`${own}/metrics`)).text();
      return text.split('\n').filter((line) => line.includes('route="/v1/classify"'));
    };
    for (const from of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) await sendFrom(from, own);
    expect(await counts()).toEqual([expect.stringMatching(/status="400"\} 2$/)]);
    expect(await readdir(kept)).toEqual([]);
    await sendFrom(own, own);
    expect(await counts()).toContainEqual(expect.stringMatching(/status="415"\} 1$/));
    expect(await readdir(kept)).not.toEqual([]);
  });

  it('a hostile name of a photo is text', async () => {
    const stage = await openStage();
    try {
      const { page, complaints, strangers } = await stage.visit();
      const name = '<img src=x onerror="document.title=1">.jpg';
      const buffer = Buffer.from(await readFixture('difficulty/no-camera.jpg'));
      await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'image/jpeg', buffer });
      await page.getByText('1 photo done', { exact: true }).waitFor();
      expect(await page.locator('.card').innerText()).toContain(name);
      await page.locator('.card').click();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect(await page.title()).not.toBe('1');
      expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
    } finally {
      await stage.close();
    }
  });
});
