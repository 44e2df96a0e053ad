import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../../src/bundle/load.js';
import { reportData } from '../../../src/report/data.js';
import { writeReportPage } from '../../../src/report/page.js';
import { cardFacts, photoFacts, reportFacts } from '../../../src/report/page/facts.js';
import { type Review, type ReviewLine } from '../../../src/survey/review.js';
import { folderOf } from '../../support/cli.js';
import { failedRecordOf, hikvisionRecordOf, okRecordOf } from '../../support/records.js';
import { dataOf, optionsFor, siteOf, warningOf } from '../../support/report.js';

const at = (lat: number, lon: number) => ({ width: 10, height: 10, format: 'jpeg', location: { lat, lon } }) as const;

/** Ada's word on a claim of Hikvision. */
const line = (sha256: string, said: Partial<ReviewLine>): ReviewLine =>
  ({
    schema: 'whosecam.review/1',
    sha256,
    file: 'a.jpg',
    model: { id: 'tiny-1', version: '0.0.1' },
    machine: { kind: 'brand', brand: 'hikvision', brandName: null, confidence: 0.97, box: [0.1, 0.2, 0.3, 0.4] },
    reviewer: 'Ada',
    at: '2026-11-24T10:00:00Z',
    camera: 0,
    ...said,
  }) as ReviewLine;

it("counts claims of photos with a camera, and those that persons let stand, by the person's word", () => {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
  const records = [
    ...[a, b, c].map((sha256) => hikvisionRecordOf({ sha256 })),
    okRecordOf({ sha256: 'd'.repeat(64) }),
    failedRecordOf(),
  ];
  const review: Review = new Map([
    [a, [line(a, { verdict: 'confirm' })]],
    [b, [line(b, { verdict: 'correct', said: { kind: 'unknown-brand' } })]],
    [c, [line(c, { verdict: 'correct', said: { kind: 'other-brand', brandName: 'Bosch' } })]],
  ]);
  const data = dataOf(records, { review });
  expect(reportFacts(data, 'x')).toMatchObject({ claims: { k: 1, n: 3 }, confirmed: { k: 1, n: 3 } });
  expect(photoFacts(data, []).map(({ person }) => person)).toEqual([
    {
      answer: 'hikvision',
      brandName: null,
      kind: 'confirmed',
      reviewer: 'Ada',
      at: '2026-11-24T10:00:00Z',
      marks: [{ box: [0.1, 0.2, 0.3, 0.4], answer: 'hikvision' }],
    },
    expect.objectContaining({ answer: 'unknown-brand', kind: 'corrected' }),
    expect.objectContaining({
      answer: 'other-brand',
      brandName: 'Bosch',
      marks: [{ box: [0.1, 0.2, 0.3, 0.4], answer: 'other-brand', brandName: 'Bosch' }],
    }),
    null,
    null,
  ]);
});

it('a site is where its list puts it, else in the middle of its photos, else nowhere', () => {
  const records = [okRecordOf({ image: at(1, 2) }), okRecordOf({ image: at(3, 4) }), okRecordOf(), okRecordOf()];
  const sites = [siteOf('A', [0], { lat: 9, lon: 9 }), siteOf('B', [1, 2]), siteOf('C', [3])];
  expect(reportFacts(dataOf(records, { sites }), 'x').sites).toEqual([
    { name: 'A', place: { lat: 9, lon: 9 } },
    { name: 'B', place: { lat: 3, lon: 4 } },
    { name: 'C', place: null },
  ]);
});

it.each([
  { hasPlaces: true, tells: true },
  { hasPlaces: false, tells: false },
])('hasPlaces $hasPlaces: the file tells places: $tells', async ({ hasPlaces, tells }) => {
  const dir = await folderOf({});
  const image = {
    ...at(51.123456, -0.654321),
    altitudeM: 77.25,
    direction: { degrees: 123.5, north: 'true' },
  } as const;
  const hall = { ...siteOf('Hall', [0], { lat: 51.1234, lon: -0.65432 }), radiusM: 100 };
  const data = reportData({
    records: [okRecordOf({ image, file: 'hall/a.jpg' })],
    grouping: { by: 'place', listed: [hall] },
    review: new Map(),
    run: { file: 'run.jsonl', writtenAt: '2026-11-24T15:00:00Z' },
    madeAt: '2026-11-25T09:00:00Z',
    programVersion: '0.0.1',
    hasPlaces,
    pictures: null,
  });
  await writeReportPage(dir, data, optionsFor(dir));
  const text = await readFile(join(dir, 'index.html'), 'utf8');
  expect(text).toContain('Hall');
  for (const number of ['51.123456', '-0.654321', '51.1234', '77.25', '123.5'])
    expect(text.includes(number)).toBe(tells);
});

it('knows sites, warnings and models by their photos', () => {
  const other = { id: 'tiny-1', version: '0.0.2' };
  const records = [okRecordOf(), okRecordOf({ model: other }), okRecordOf({ model: other })];
  const data = dataOf(records, {
    sites: [siteOf('A', [2]), siteOf('B', [0])],
    warnings: [warningOf('no-time', [1, 2], 'when?'), warningOf('same-photo', [2], 'twice')],
  });
  const photos = photoFacts(data, ['shown', 'missing', 'changed']);
  expect(photos.map(({ site, picture }) => [site, picture])).toEqual([
    [1, 'shown'],
    [null, 'missing'],
    [0, 'changed'],
  ]);
  expect(photos.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
    [],
    ['no-time'],
    ['no-time', 'same-photo'],
  ]);
  expect(reportFacts(data, 'x').models).toEqual([
    { id: 'tiny-1', version: '0.0.1', photos: 1 },
    { ...other, photos: 2 },
  ]);
});

it("the released model's error rates are its card's; a bundle without any has none", async () => {
  const { bundle } = await loadBundle(defaultBundleFolder());
  const card = cardFacts(bundle);
  const text = await readFile(join(defaultBundleFolder(), 'MODEL_CARD.md'), 'utf8');
  expect(card?.sets).toHaveLength(2);
  for (const { precision, rightClaims } of card?.sets ?? []) {
    for (const { k, n } of [precision, rightClaims]) expect(text).toContain(`${k}/${n} = `);
  }
  expect(cardFacts({ ...bundle, evaluation: {} })).toBeNull();
});
