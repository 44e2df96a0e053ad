/** Small copies of a run's photos, and of their cameras and marks, for the report's page. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toWhosecamError } from '../../errors.js';
import { decode } from '../../image/decode.js';
import { toWebp } from '../../image/encode.js';
import { type BoxPx, expandBox } from '../../image/geometry.js';
import type { DecodeLimits, Raster } from '../../image/raster.js';
import { cropFile, pictureFile, type PictureState } from '../../page/report/facts.js';
import type { Camera, ResultRecord } from '../../recognise/result.js';
import { AlteredPhoto, type FindPhoto } from '../../survey/photo-files.js';
import type { ReportData } from '../data.js';

/** How pictures are made, and who hears of it. */
export interface PictureOptions {
  /** Brings the originals: the very bytes that were recognised, for boxes on others would lie. */
  readonly find: FindPhoto;
  /** Limits of the originals, as for recognising them. */
  readonly limits: DecodeLimits;
  /** Photos that are decoded at once; each takes 3 bytes a pixel. Default 2. */
  readonly atOnce?: number;
  /** No further photo is begun. */
  readonly signal?: AbortSignal;
  /** Hears what became of each photo that is through. */
  readonly onPhoto?: (state: PictureState) => void;
}

/** Pixels of the longer side, and quality: a card on a sharp screen, a photo at large, a camera or a mark enlarged. */
const copies = {
  small: { maxSide: 400, quality: 62 },
  large: { maxSide: 1200, quality: 66 },
  crop: { maxSide: 640, quality: 76 },
} as const;

/** What a crop shows of the surroundings, as a share of its size. */
const [cameraMargin, markMargin] = [0.12, 0.3];

/** Writes the pictures of all photos; what became of each, in their order. Errors: the system's when one can't be written. */
export async function writePictures(dir: string, data: ReportData, options: PictureOptions): Promise<PictureState[]> {
  const { pictures, photos } = data;
  if (pictures === null) return photos.map(() => 'left-out');
  const states: PictureState[] = photos.map(() => 'missing');
  const queue = photos.entries();
  // A few at a time take from one queue: memory is that of `atOnce` rasters, however long the survey is.
  const work = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      if (options.signal?.aborted) return;
      const [index, { record }] = next.value;
      const state = await writePicture(dir, record, options);
      states[index] = state;
      options.onPhoto?.(state);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce ?? 2 }, work));
  return states;
}

/** The pictures of one photo. */
async function writePicture(
  dir: string,
  record: ResultRecord,
  { find, limits }: Pick<PictureOptions, 'find' | 'limits'>,
): Promise<PictureState> {
  const { sha256 } = record;
  if (sha256 === null) return 'missing';
  const bytes = await find(record).catch(notFound);
  if (typeof bytes === 'string') return bytes;
  const raster = await decode(bytes, limits).then(
    (decoded) => decoded.raster,
    () => null,
  );
  if (raster === null) return 'unreadable';
  const at = (name: string): string => path.join(dir, ...name.split('/'));
  await mkdir(path.dirname(at(pictureFile(sha256, 'small'))), { recursive: true });
  const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
  for (const size of ['small', 'large'] as const) {
    await writeFile(at(pictureFile(sha256, size)), await toWebp(raster, whole, copies[size]));
  }
  for (const [name, region] of record.status === 'ok' ? cropsOf(sha256, record.cameras, raster) : []) {
    await writeFile(at(name), await toWebp(raster, region, copies.crop));
  }
  return 'shown';
}

/** What an original is that didn't come. */
function notFound(thrown: unknown): PictureState {
  const { code, cause } = toWhosecamError(thrown);
  if (cause instanceof AlteredPhoto) return 'changed';
  return code === 'not-found' ? 'missing' : 'unreadable';
}

/** Each camera, and each mark that was read on it. */
function cropsOf(
  sha256: string,
  cameras: readonly Camera[],
  { width, height }: Raster,
): [name: string, region: BoxPx][] {
  const inPixels = ([x, y, w, h]: Camera['box'], margin: number): BoxPx =>
    expandBox({ x: x * width, y: y * height, width: w * width, height: h * height }, margin);
  return cameras.flatMap((camera, i) => {
    const marks = camera.evidence.flatMap((one) => (one.type === 'wordmark' ? [one.box] : []));
    return [
      [cropFile(sha256, i), inPixels(camera.box, cameraMargin)],
      ...marks.map((box, mark): [string, BoxPx] => [cropFile(sha256, i, mark), inPixels(box, markMargin)]),
    ];
  });
}
