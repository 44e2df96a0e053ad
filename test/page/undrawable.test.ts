/** Photos that the program can read and Chromium can't draw. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNote, browserPath, openStage, patienceMs, type Stage } from '../support/browser.js';
import { readTruth } from '../support/fixtures.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/difficulty/${name}`, import.meta.url));

describe.skipIf(browserPath === undefined)(`undrawable${browserNote}`, { timeout: 2 * patienceMs }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, patienceMs);
  afterAll(() => stage.close(), patienceMs);

  it.each([
    { file: 'tiff.tif', kind: 'TIFF' },
    { file: 'phone.heic', kind: 'HEIC' },
  ])('$kind gets its answer and boxes, can be reviewed, and says why there is no picture', async ({ file, kind }) => {
    const { page, complaints } = await stage.visit();
    await page.setInputFiles('#input-photos', fixture(file));
    await page.getByText('1 photo done', { exact: true }).waitFor();
    const viewer = page.locator('#viewer');
    await viewer.getByText(`This browser can't show ${kind} photos; the program can read them`).waitFor();
    expect(await viewer.locator('.headline').innerText()).toContain('Hikvision');

    // Both files show this photo whole: the frame has its ratio, and the box its place on it.
    const truth = (await readTruth()).find((one) => one.file === '001-hikvision-bullet-brick.jpg')?.cameras[0]?.box;
    const [frame, box] = await Promise.all(
      ['.surface', '.box'].map((part) => viewer.locator(part).first().boundingBox()),
    );
    if (!frame || !box) throw new Error('Expected a box on the photo');
    expect(frame.width / frame.height).toBeCloseTo(4 / 3, 1);
    // A twelfth of the photo: the box is the model's, and has a frame.
    expect(Math.abs((box.x - frame.x) / frame.width - (truth?.[0] ?? NaN))).toBeLessThan(1 / 12);
    expect(Math.abs((box.y - frame.y) / frame.height - (truth?.[1] ?? NaN))).toBeLessThan(1 / 12);

    await viewer.getByRole('button', { name: 'Confirm: Hikvision' }).click();
    expect(await page.locator('.card', { hasText: file }).innerText()).toContain('confirmed');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
