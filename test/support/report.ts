/** Reports by hand: of records whose every word and box is known, and of pictures that were drawn for them. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { sha256Of } from '../../src/bundle/sha256.js';
import type { Camera, OkRecord, ResultRecord } from '../../src/recognise/result.js';
import type { ReportData } from '../../src/report/data.js';
import type { PageOptions } from '../../src/report/page.js';
import { countedOf, type Review } from '../../src/survey/review.js';
import { createPhotoFinder } from '../../src/survey/photo-files.js';
import type { Site } from '../../src/survey/sites.js';
import type { Warning } from '../../src/survey/warnings.js';
import { hikvisionCamera, okRecordOf } from './records.js';
import { banded, encode, wideLimits } from './pictures.js';

/** A site of these photos (indices into the records), where the list puts it. */
export const siteOf = (name: string, photos: readonly number[], location: Site['location'] = null): Site => ({
  id: name.toLowerCase(),
  name,
  kind: null,
  council: null,
  constituency: null,
  location,
  radiusM: null,
  photos,
});

/** What a report may be told beside its records. */
type Given = Partial<Pick<ReportData, 'review' | 'hasPlaces' | 'pictures' | 'sites' | 'warnings'>>;

/** A report's data of these records. */
export function dataOf(records: readonly ResultRecord[], given: Given = {}): ReportData {
  const { sites = [], warnings = [], review = new Map() as Review } = given;
  return {
    photos: records.map((record, i) => ({
      record,
      counted: countedOf(record, review),
      site: sites.find(({ photos }) => photos.includes(i)) ?? null,
      warnings: warnings.filter(({ photos }) => photos.includes(i)),
    })),
    run: { file: 'run.jsonl', writtenAt: '2026-11-24T15:00:00Z' },
    madeAt: '2026-11-25T09:00:00Z',
    programVersion: '0.0.1',
    hasPlaces: true,
    pictures: null,
    ...given,
    sites,
    warnings,
    review,
  };
}

/** A warning about these photos. */
export const warningOf = (code: Warning['code'], photos: readonly number[], text: string): Warning => ({
  code,
  photos,
  site: null,
  text,
});

/** Options for originals in a folder. */
export const optionsFor = (folder: string): PageOptions => ({
  limits: wideLimits,
  find: createPhotoFinder(path.join(folder, 'run.jsonl'), { maxBytes: wideLimits.maxBytes }),
});

/** The green third of `banded`, and within it what was read. */
export const green: Camera['box'] = [1 / 3, 0.25, 1 / 3, 0.5];
const mark: Camera['box'] = [0.42, 0.4, 0.16, 0.1];

/** A camera of Hikvision on the green third. */
export const greenCamera: Camera = {
  ...hikvisionCamera,
  box: green,
  evidence: hikvisionCamera.evidence.map((one) => (one.type === 'wordmark' ? { ...one, box: mark } : one)),
};

/** Writes a banded photo of 600 x 400 with a place in its EXIF, and its record: one camera, on the green third. */
export async function writeBanded(folder: string, file: string, changes: Partial<OkRecord> = {}): Promise<OkRecord> {
  const exif = { IFD0: { Artist: 'A. Person' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
  // A comment of its own gives each file other bytes.
  const bytes = await encode(banded(600, 400))
    .withExif({ ...exif, IFD2: { UserComment: file } })
    .jpeg({ quality: 95 })
    .toBuffer();
  await writeFile(path.join(folder, file), bytes);
  return okRecordOf({
    file,
    sha256: sha256Of(bytes),
    verdict: { kind: 'brand', brand: 'hikvision', confidence: 0.97, camera: 0 },
    cameras: [greenCamera],
    image: { width: 600, height: 400, format: 'jpeg', location: { lat: 51.5, lon: -0.14 } },
    ...changes,
  });
}

/** A picture file as pixels. */
export async function readPixels(file: string) {
  const { data, info } = await sharp(await readFile(file))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
