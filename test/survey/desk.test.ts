/** A person's desk: the order, the pictures by fingerprint, the verdicts. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import { openDesk } from '../../src/survey/desk.js';
import { orderedForReview } from '../../src/survey/order.js';
import { createPhotoFinder } from '../../src/survey/photo-files.js';
import { openReview } from '../../src/survey/review-file.js';
import { readRun } from '../../src/survey/run-file.js';
import { codeOf } from '../support/errors.js';
import { wideLimits } from '../support/pictures.js';
import { failedRecordOf } from '../support/records.js';
import { claimOf, claimRecord, type RunFolder, runOf } from '../support/reviewed.js';

const [name, other] = ['001-hikvision-bullet-brick.jpg', '041-none-wall-lamp-brick.jpg'];

const hash = (i: number): string => String(i).padStart(64, '0');

describe('the order', () => {
  const records = [0.9, 0.6, 0.95, 0.7].map((confidence, i) => claimRecord(`${i}.jpg`, hash(i), [claimOf(confidence)]));
  const files = (seed: number | null, some = records) => orderedForReview(some, seed).map(({ file }) => file);

  it('is by the least confidence, also of a camera that did not decide', () => {
    expect(files(null)).toEqual(['1.jpg', '3.jpg', '0.jpg', '2.jpg']);
    const two = claimRecord('two.jpg', hash(9), [claimOf(0.99), claimOf(0.5, [0.8, 0.8, 0.1, 0.1])]);
    expect(files(null, [...records, two])[0]).toBe('two.jpg');
  });

  it('at random is the same for the same seed, another for another, and each photo keeps its place', () => {
    const many = Array.from({ length: 40 }, (_, i) => claimRecord(`${i}.jpg`, hash(i), []));
    expect(files(1, many)).toEqual(files(1, [...many].reverse()));
    expect(files(1, many)).not.toEqual(files(2, many));
    expect(files(1, many.slice(0, 20))).toEqual(files(1, many).filter((file) => Number(file.split('.')[0]) < 20));
  });

  it('at random has nothing to do with the confidence', () => {
    const many = Array.from({ length: 2000 }, (_, i) => claimRecord(`${i}.jpg`, hash(i), [claimOf(i / 2000)]));
    const head = orderedForReview(many, 5)
      .slice(0, 500)
      .map(({ verdict }) => verdict.confidence);
    const mean = head.reduce((sum, one) => sum + one, 0) / head.length;
    // Uniform on 0..1: the mean of 500 has a standard deviation of 0.289 / sqrt(500) * sqrt(0.75) = 0.0112; four of them.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.045);
  });
});

describe('the photos', () => {
  const isFound = async ({ run, records }: RunFolder, photos?: string) => {
    const [record] = records;
    if (!record) throw new Error('one record');
    const bytes = await createPhotoFinder(run, { photos, maxBytes: 10_000_000 })(record);
    return sha256Of(bytes) === record.sha256;
  };

  it('are found beside the run, or in the folder that is named, by their last parts', async () => {
    const folder = await runOf({ [name]: [] });
    expect(await isFound(folder)).toBe(true);
    const elsewhere = path.join(folder.folder, 'card', 'DCIM');
    await mkdir(elsewhere, { recursive: true });
    await rename(path.join(folder.folder, name), path.join(elsewhere, name));
    expect(await codeOf(isFound(folder))).toBe('not-found');
    expect(await codeOf(isFound(folder, path.join(folder.folder, 'card')))).toBe('not-found');
    expect(await isFound(folder, elsewhere)).toBe(true);
  });

  it('are passed over where the bytes are others: the right ones are found behind them', async () => {
    const folder = await runOf({ [name]: [] });
    const photos = path.join(folder.folder, 'photos');
    await mkdir(photos);
    await writeFile(path.join(photos, name), 'others');
    expect(await isFound(folder, photos)).toBe(true);
    await rm(path.join(folder.folder, name));
    expect(await codeOf(isFound(folder, photos))).toBe('not-found');
  });

  it('lead out of the folder that is named by no name', async () => {
    const folder = await runOf({ [name]: [] });
    const photos = path.join(folder.folder, 'photos');
    await mkdir(photos);
    const find = createPhotoFinder(path.join(folder.folder, 'a', 'b', 'run.jsonl'), { photos, maxBytes: 10_000_000 });
    const sha256 = folder.records[0]?.sha256 ?? null;
    expect(await codeOf(find({ file: `../${name}`, sha256 }))).toBe('not-found');
    await rename(path.join(folder.folder, name), path.join(photos, name));
    expect(await codeOf(find({ file: `../${name}`, sha256 }))).toBe('none');
  });
});

describe('the desk', () => {
  const open = async (folder: RunFolder) => {
    const records = [...(await readRun(folder.run)), failedRecordOf({ sha256: hash(5) })];
    const file = await openReview(folder.review);
    const find = createPhotoFinder(folder.run, { maxBytes: 10_000_000 });
    return openDesk({ run: folder.run, records, file, find, reviewer: 'Ada', seed: null, limits: wideLimits });
  };

  it('hands out what was answered, and pictures by their fingerprint only', async () => {
    const folder = await runOf({ [name]: [claimOf(0.9)], [other]: [] });
    const desk = await open(folder);
    expect(desk.sheet()).toMatchObject({
      run: 'run.jsonl',
      reviewer: 'Ada',
      photos: [{ marks: null }, { marks: null }],
    });
    const sha256 = String(folder.records[0]?.sha256);
    const whole = await desk.picture(sha256, 'whole');
    expect([whole.type, sha256Of(whole.bytes)]).toEqual(['image/jpeg', sha256]);
    const small = await desk.picture(sha256, 'small');
    expect((await sharp(small.bytes).metadata()).width).toBe(640);
    for (const stranger of [hash(1), hash(5)]) expect(await codeOf(desk.picture(stranger, 'whole'))).toBe('not-found');
    await writeFile(path.join(folder.folder, name), 'altered');
    expect(await codeOf(desk.picture(sha256, 'whole'))).toBe('not-found');
  });

  it('writes verdicts as they come, and knows them at the next sitting', async () => {
    const folder = await runOf({ [name]: [claimOf(0.9)] });
    const desk = await open(folder);
    const [record] = folder.records;
    const sha256 = String(record?.sha256);
    const box = claimOf(0.9).box;
    await Promise.all([
      desk.judge(sha256, [{ box, answer: 'dahua' }]),
      desk.judge(sha256, [{ box, answer: 'hikvision' }]),
      desk.judge(sha256, [{ box, answer: 'hikvision' }]),
    ]);
    const again = await open(folder);
    expect(again.sheet().photos).toMatchObject([{ marks: [{ box, answer: 'hikvision' }] }]);
    expect((await openReview(folder.review)).review.get(sha256)).toMatchObject([{ verdict: 'confirm' }]);
    await again.judge(sha256, [{ box, answer: 'other-brand', brandName: 'Axis' }]);
    expect((await open(folder)).sheet().photos).toMatchObject([{ marks: [{ box, brandName: 'Axis' }] }]);
    await again.judge(sha256, null);
    expect((await open(folder)).sheet().photos).toMatchObject([{ marks: null, at: null }]);
    expect(await codeOf(desk.judge(hash(1), []))).toBe('not-found');
  });
});
