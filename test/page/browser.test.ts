/** The page as people use it: real Chromium, the real program, the released model, photos of fixtures/. */
import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults } from '../support/axe.js';
import {
  browserNote,
  browserPath,
  looks,
  openStage,
  patienceMs,
  phone,
  type Stage,
  typeBox,
} from '../support/browser.js';
import { folderOf } from '../support/cli.js';
import { readCsv } from '../support/csv.js';
import { readTruth } from '../support/fixtures.js';

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
const names = ['001-hikvision-bullet-brick.jpg', '014-dahua-turret-ceiling.jpg', '019-axis-dome-wall.jpg'];
const three = names.map((name) => fixture(`photos/${name}`));

/** Drops files on the page as a hand does: bytes in a DataTransfer, no path of the machine. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: path.split('/').at(-1), base64: (await readFile(path)).toString('base64') })),
  );
  // A string: it runs in the page, where other types apply.
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of ${JSON.stringify(files)}) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  })()`);
  await page.dispatchEvent('.intake', 'drop', { dataTransfer: transfer });
}

const through = (page: Page, words: string): Promise<void> => page.getByText(words, { exact: true }).waitFor();
const cardOf = (page: Page, name: string): Locator => page.locator('.card', { hasText: name });

async function savedBy(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}

describe.skipIf(browserPath === undefined)(`the page in Chromium${browserNote}`, { timeout: 2 * patienceMs }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, patienceMs);
  afterAll(() => stage.close(), patienceMs);

  it.each([
    { screen: 'a desk', options: {} },
    { screen: 'a phone of 390 px', options: phone },
  ])('on $screen: three photos, three right answers with boxes; one is corrected and exported', async ({ options }) => {
    const { page, complaints, strangers } = await stage.visit(options);
    await drop(page, three);
    await through(page, '3 photos done');

    const answers = await Promise.all(names.map((name) => cardOf(page, name).innerText()));
    expect(answers.map((text) => text.split('\n')[0])).toEqual([
      'Hikvision, quite sure',
      'Dahua, quite sure',
      'Axis, another maker, quite sure',
    ]);
    await expectBoxes(page);

    await cardOf(page, names[2] ?? '').click();
    const viewer = page.locator('#viewer');
    expect(await viewer.locator('.why').innerText()).toBe('The mark AXIS was read.');
    // The crops are cut once the photo is decoded.
    await viewer.locator('canvas').nth(1).waitFor();
    expect(await viewer.locator('canvas').count()).toBe(2);
    await viewer.getByRole('button', { name: 'Dahua' }).click();
    expect(await viewer.locator('.said').innerText()).toContain('You: Dahua. The program said: Axis.');
    await viewer.getByRole('button', { name: 'Confirm: Axis' }).click();
    expect(await viewer.locator('.said').innerText()).toContain('You confirmed: Axis.');
    expect(await viewer.getByLabel('Which maker, if you know').inputValue()).toBe('Axis');
    await viewer.getByRole('button', { name: 'Another maker' }).click();
    expect(await viewer.locator('.said').innerText()).toContain('You: Another maker. The program said: Axis.');
    expect(await viewer.getByRole('button', { name: 'Confirm: Axis' }).getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.type('=Bosch');
    await page.keyboard.press('Enter');
    expect(await viewer.locator('.said').innerText()).toContain('You: =Bosch. The program said: Axis.');
    const back = page.getByRole('button', { name: 'All photos' });
    if (await back.isVisible()) await back.click();

    const rows = readCsv(await savedBy(page, 'Export CSV'));
    expect(rows).toMatchObject([
      { file: names[0], answer: 'hikvision', machine_answer: 'hikvision', person_answer: '' },
      { file: names[1], answer: 'dahua', machine_answer: 'dahua', person_answer: '' },
      {
        ...{ file: names[2], answer: 'other-brand', machine_answer: 'other-brand', person_verdict: 'corrected' },
        ...{ brand_name: 'axis', person_brand_name: "'=Bosch" },
      },
    ]);
    const json = JSON.parse(await savedBy(page, 'Export JSON')) as { photos: unknown[] };
    expect(json.photos[2]).toMatchObject({ file: names[2], person: { answer: 'other-brand', brandName: '=Bosch' } });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe((options as Partial<typeof phone>).viewport?.width ?? 1280);
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
    await page.context().close();
  });

  /** A box lies on the photo where the renderer put the camera. */
  async function expectBoxes(page: Page): Promise<void> {
    const truth = await readTruth();
    for (const name of names) {
      const [photo, box] = await Promise.all([
        cardOf(page, name).locator('.surface').boundingBox(),
        cardOf(page, name).locator('.box').boundingBox(),
      ]);
      const [x = 0, y = 0, width = 0, height = 0] = truth.find(({ file }) => file === name)?.cameras[0]?.box ?? [];
      if (!photo || !box) throw new Error('Expected a box on the photo');
      // A twelfth of the photo: the box is the model's, and has a frame.
      expect(Math.abs((box.x - photo.x) / photo.width - x)).toBeLessThan(1 / 12);
      expect(Math.abs((box.y - photo.y) / photo.height - y)).toBeLessThan(1 / 12);
      expect(Math.abs(box.width / photo.width - width)).toBeLessThan(1 / 12);
      expect(Math.abs(box.height / photo.height - height)).toBeLessThan(1 / 12);
    }
  }

  it('with a bad file among them: it fails alone, says why, and can be tried again', async () => {
    const { page, complaints } = await stage.visit();
    await drop(page, [three[0] ?? '', fixture('difficulty/text.jpg')]);
    await through(page, '2 photos done, 1 failed');
    expect(await cardOf(page, names[0] ?? '').innerText()).toContain('Hikvision');
    await cardOf(page, 'text.jpg').click();
    expect(await page.locator('#viewer .headline').innerText()).toBe('The file is not a supported picture');
    expect(await page.locator('#viewer .why').innerText()).toContain('Expected');
    expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Failed 1' }).click();
    expect(await page.locator('.card:visible').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('by keyboard: next, confirm, correct, mark a missed camera by numbers; the browser keeps it', async () => {
    const { page, complaints } = await stage.visit();
    const none = '045-none-smoke-detector.jpg';
    const photos = [three[0] ?? '', fixture(`photos/${none}`)];
    await drop(page, photos);
    await through(page, '2 photos done');
    await page.keyboard.press('c');
    expect(await cardOf(page, names[0] ?? '').innerText()).toContain('confirmed');
    await page.keyboard.press('x');
    expect(await cardOf(page, names[0] ?? '').innerText()).toContain('you: No camera');
    await page.getByRole('button', { name: 'Not a camera' }).focus();
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.id')).toBe('viewer-title');
    await page.keyboard.press('2');
    await typeBox(page, [40, 30, 20, 25]);
    expect(await cardOf(page, none).innerText()).toContain('you: Dahua');

    await page.reload();
    await drop(page, photos);
    await through(page, '2 photos done');
    expect(await cardOf(page, names[0] ?? '').innerText()).toContain('you: No camera');
    const [, missed] = readCsv(await savedBy(page, 'Export CSV'));
    expect(missed).toMatchObject({ answer: 'dahua', machine_answer: 'no-camera', person_cameras: 'missed: dahua' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('by hand: a rectangle that is dragged is where it was dragged', async () => {
    const { page } = await stage.visit();
    await drop(page, [fixture('photos/045-none-smoke-detector.jpg')]);
    await through(page, '1 photo done');
    await page.keyboard.press('m');
    const photo = await page.locator('#viewer .surface').boundingBox();
    if (!photo) throw new Error('Expected a photo');
    const at = (x: number, y: number): [number, number] => [photo.x + x * photo.width, photo.y + y * photo.height];
    await page.mouse.move(...at(0.75, 0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.25, 0.25), { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Add' }).click();
    const json = JSON.parse(await savedBy(page, 'Export JSON')) as {
      photos: { person: { cameras: { box: number[]; person: string }[] } }[];
    };
    const [camera] = json.photos[0]?.person.cameras ?? [];
    expect(camera?.person).toBe('unknown-brand');
    [0.25, 0.25, 0.5, 0.25].forEach((share, i) => expect(camera?.box[i]).toBeCloseTo(share, 2));
    await page.context().close();
  });

  it('of a folder it takes the pictures, with their paths in it', async () => {
    const { page } = await stage.visit();
    const folder = await folderOf({ 'hall/notes.txt': 'no picture', 'hall/.a.jpg': 'hidden', 'b.txt': 'neither' });
    await copyFile(three[0] ?? '', join(folder, 'hall', 'a.jpg'));
    await page.setInputFiles('#input-folder', folder);
    await through(page, '1 photo done');
    expect(await page.locator('.card .name').allInnerTexts()).toEqual([`${basename(folder)}/hall/a.jpg`]);
    await page.context().close();
  });

  it('waits and goes on when the program is busy, and when it was out of reach', async () => {
    const { page } = await stage.visit();
    let requests = 0;
    await page.route('**/v1/classify', async (route) => {
      requests += 1;
      if (requests === 1) return route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '{}' });
      return requests === 2 ? route.abort() : route.fallback();
    });
    await drop(page, three.slice(0, 2));
    await page
      .getByText(/The program (is busy|doesn't answer); it goes on in \d s\./)
      .first()
      .waitFor();
    await through(page, '2 photos done');
    expect(requests).toBe(4);
    await page.context().close();
  });

  it('would be seen to ask another server, or to run a script of the document', async () => {
    const { page, complaints, strangers } = await stage.visit();
    await page.evaluate("fetch('http://127.0.0.1:9/').catch(() => undefined)");
    await page.evaluate("document.body.setAttribute('onclick', 'document.title = 1'); document.body.click()");
    await page.evaluate("location.href = 'http://127.0.0.1:9/'");
    await expect.poll(() => strangers).toEqual(['http://127.0.0.1:9/']);
    expect(complaints.join()).toMatch(/Content Security Policy.*connect-src/s);
    expect(complaints.join()).toMatch(/inline event handler.*Content Security Policy/s);
    await page.context().close();
  });

  it.each(looks)('axe-core finds nothing serious: $look', async ({ options }) => {
    const { page } = await stage.visit(options);
    expect(await seriousFaults(page)).toEqual([]);
    await drop(page, [fixture('photos/048-two-hikvision-and-dahua.jpg'), fixture('difficulty/text.jpg')]);
    await through(page, '2 photos done, 1 failed');
    await page.locator('.card').first().click();
    await page.getByRole('button', { name: 'Confirm: Hikvision' }).click();
    await page.getByRole('button', { name: 'Mark a missed camera' }).click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.evaluate("document.querySelector('#viewer').close(); document.querySelector('#show-help').click()");
    expect(await seriousFaults(page)).toEqual([]);
    // A button without a word would be found.
    await page.evaluate("document.querySelector('#close-help').replaceChildren()");
    expect(await seriousFaults(page)).toEqual([expect.stringContaining('button-name')]);
    await page.context().close();
  });
});

describe.skipIf(browserPath === undefined)(`a token${browserNote}`, { timeout: 2 * patienceMs }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ WHOSECAM_TOKEN: 'right' });
  }, patienceMs);
  afterAll(() => stage.close(), patienceMs);

  it('is asked for once, again when it was wrong, and never kept beyond the tab', async () => {
    const { page } = await stage.visit();
    const input = page.getByRole('textbox', { name: 'Token' });
    await drop(page, three);
    await input.fill('wrong');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText("That token wasn't accepted.").waitFor();
    await input.fill('right');
    await page.getByRole('button', { name: 'Go on' }).click();
    await through(page, '3 photos done');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('right');
    await page.reload();
    await drop(page, three.slice(0, 1));
    await through(page, '1 photo done');
  });
});
