import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { sha256Of } from '../../../src/bundle/sha256.js';
import { cropFile, pictureFile } from '../../../src/page/report/facts.js';
import { type PageOptions, writeReportPage } from '../../../src/report/page.js';
import { folderOf } from '../../support/cli.js';
import { apart, blue, green, pixel, red } from '../../support/pictures.js';
import { failedRecordOf, okRecordOf } from '../../support/records.js';
import { dataOf, optionsFor, readPixels, writeBanded } from '../../support/report.js';

const fixture = (path: string): string => fileURLToPath(new URL(`../../../fixtures/${path}`, import.meta.url));
const pictures = { folder: null };

/** A folder of originals, and one for the report. */
const folders = async () => ({ originals: await folderOf({}), dir: await folderOf({}) });

const filesIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true })).filter((name) => name.includes('.')).sort();

it('makes a small and a large copy, the camera and its mark, each where the record says', async () => {
  const { originals, dir } = await folders();
  const record = await writeBanded(originals, 'a.jpg');
  const sha256 = record.sha256 ?? '';
  expect(await writeReportPage(dir, dataOf([record], { pictures }), optionsFor(originals))).toMatchObject({ shown: 1 });

  const small = await readPixels(join(dir, pictureFile(sha256, 'small')));
  expect([small.width, small.height]).toEqual([400, 267]);
  expect(apart(pixel(small, 60, 200), red)).toBeLessThan(40);
  expect(apart(pixel(small, 340, 200), blue)).toBeLessThan(40);
  const large = await readPixels(join(dir, pictureFile(sha256, 'large')));
  expect([large.width, large.height]).toEqual([600, 400]);
  // 200 x 200 px and 0.12 of it on every side: a stripe of red, green, a stripe of blue.
  const camera = await readPixels(join(dir, cropFile(sha256, 0)));
  expect([camera.width, camera.height]).toEqual([248, 248]);
  expect(apart(pixel(camera, 5, 200), red)).toBeLessThan(60);
  expect(apart(pixel(camera, 124, 124), green)).toBeLessThan(40);
  expect(apart(pixel(camera, 242, 124), blue)).toBeLessThan(60);
  const mark = await readPixels(join(dir, cropFile(sha256, 0, 0)));
  expect(apart(pixel(mark, 3, 3), green)).toBeLessThan(40);
  expect(await filesIn(dir)).toHaveLength(5);
});

it('copies hold nothing of the file but its pixels', async () => {
  const { originals, dir } = await folders();
  const record = await writeBanded(originals, 'a.jpg');
  expect((await sharp(await readFile(join(originals, 'a.jpg'))).metadata()).exif).toBeDefined();
  await writeReportPage(dir, dataOf([record], { pictures }), optionsFor(originals));
  for (const name of (await filesIn(dir)).filter((one) => one.endsWith('.webp'))) {
    const { exif, xmp, iptc, icc } = await sharp(await readFile(join(dir, name))).metadata();
    expect([exif, xmp, iptc, icc]).toEqual([undefined, undefined, undefined, undefined]);
    expect((await readFile(join(dir, name))).includes('A. Person')).toBe(false);
  }
});

it('copies of a photo that lies on its side are upright', async () => {
  const { originals, dir } = await folders();
  const { width, height, autoOrient } = await sharp(await readFile(fixture('difficulty/orientation-6.jpg'))).metadata();
  expect([autoOrient.width, autoOrient.height]).toEqual([height, width]);
  await copyFile(fixture('difficulty/orientation-6.jpg'), join(originals, 'a.jpg'));
  const sha256 = sha256Of(await readFile(join(originals, 'a.jpg')));
  await writeReportPage(dir, dataOf([okRecordOf({ file: 'a.jpg', sha256 })], { pictures }), optionsFor(originals));
  const small = await readPixels(join(dir, pictureFile(sha256, 'small')));
  expect(small.width / small.height).toBeCloseTo(autoOrient.width / autoOrient.height, 1);
});

it("HEIC by the project's own decoder", async () => {
  const built = (await import(new URL('../../../dist/report/page.js', import.meta.url).href)) as {
    writeReportPage: typeof writeReportPage;
  };
  const { originals, dir } = await folders();
  await copyFile(fixture('difficulty/phone.heic'), join(originals, 'a.heic'));
  const sha256 = sha256Of(await readFile(join(originals, 'a.heic')));
  const record = okRecordOf({ file: 'a.heic', sha256 });
  // Threads can only be started from the built program.
  expect(await built.writeReportPage(dir, dataOf([record], { pictures }), optionsFor(originals))).toMatchObject({
    shown: 1,
  });
  expect((await readPixels(join(dir, pictureFile(sha256, 'small')))).width).toBeGreaterThan(100);
});

it('says which originals are missing, changed or unreadable, and shows the others', async () => {
  const { originals, dir } = await folders();
  const [fine, missing, changed] = await Promise.all(
    ['a', 'b', 'c'].map((name) => writeBanded(originals, `${name}.jpg`)),
  );
  if (!fine || !missing || !changed) throw new Error('Expected three photos');
  const text = 'no picture';
  await writeFile(join(originals, 'd.jpg'), text);
  const unreadable = failedRecordOf({ file: 'd.jpg', sha256: sha256Of(Buffer.from(text)) });
  await writeFile(join(originals, 'c.jpg'), await readFile(join(originals, 'a.jpg')));
  const records = [fine, { ...missing, file: 'gone.jpg' }, changed, unreadable, failedRecordOf({ sha256: null })];
  expect(await writeReportPage(dir, dataOf(records, { pictures }), optionsFor(originals))).toEqual({
    shown: 1,
    missing: 2,
    changed: 1,
    unreadable: 1,
    'left-out': 0,
  });
});

it('without pictures there is nothing but the page', async () => {
  const { originals, dir } = await folders();
  const record = await writeBanded(originals, 'a.jpg');
  const outcome = await writeReportPage(dir, dataOf([record], { pictures: null }), optionsFor(originals));
  expect(outcome).toMatchObject({ 'left-out': 1, shown: 0 });
  expect(await filesIn(dir)).toEqual(['index.html']);
});

it.each([1, 3])('decodes %i photos at once and no more, and tells of each', async (atOnce) => {
  const { originals, dir } = await folders();
  const records = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((i) => writeBanded(originals, `${i}.jpg`)));
  const told: string[] = [];
  let [begun, most] = [0, 0];
  const { find, limits } = optionsFor(originals);
  const options: PageOptions = {
    limits,
    atOnce,
    onPhoto: (state) => {
      begun -= 1;
      told.push(state);
    },
    find: async (record) => {
      begun += 1;
      most = Math.max(most, begun);
      return find(record);
    },
  };
  await writeReportPage(dir, dataOf(records, { pictures }), options);
  expect({ most, told }).toEqual({ most: atOnce, told: Array.from({ length: 7 }, () => 'shown') });
});

it('once it is interrupted, no further picture is made', async () => {
  const { originals, dir } = await folders();
  const records = await Promise.all([1, 2, 3].map((i) => writeBanded(originals, `${i}.jpg`)));
  const controller = new AbortController();
  const options = {
    ...optionsFor(originals),
    atOnce: 1,
    signal: controller.signal,
    onPhoto: () => controller.abort(),
  };
  expect(await writeReportPage(dir, dataOf(records, { pictures }), options)).toMatchObject({ shown: 1, missing: 2 });
});
