/** A person's desk over a run: its photos in order, their pictures, and the verdicts, written down as they come. */
import path from 'node:path';
import { WhosecamError } from '../errors.js';
import { previewJpeg } from '../image/preview.js';
import type { DecodeLimits } from '../image/raster.js';
import { markOf } from '../page/verdicts.js';
import type { OkRecord, ResultRecord } from '../recognise/result.js';
import { orderedForReview } from './order.js';
import type { FindPhoto } from './photo-files.js';
import { marksOf } from './review.js';
import type { ReviewFile } from './review-file.js';
import { linesBetween, type Marks } from './verdict-lines.js';

/** What a desk is made of. */
export interface DeskParts {
  /** The run's file. */
  readonly run: string;
  readonly records: readonly ResultRecord[];
  readonly file: ReviewFile;
  readonly find: FindPhoto;
  readonly reviewer: string;
  /** As `orderedForReview`'s. */
  readonly seed: number | null;
  /** Names of other makers, to be suggested. Default: none. */
  readonly otherMakers?: readonly string[];
  readonly limits: DecodeLimits;
}

/** A photo's record and what a person said about it. */
export interface DeskPhoto {
  readonly record: OkRecord;
  readonly marks: Marks;
  /** When it was last judged; null: never. */
  readonly at: string | null;
}

/** A picture to be shown. */
export interface DeskPicture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Photos, pictures and verdicts of one run. */
export interface Desk {
  readonly sheet: () => {
    readonly run: string;
    readonly reviewer: string;
    readonly otherMakers: readonly string[];
    readonly photos: readonly DeskPhoto[];
  };
  /** A photo of the run: the file itself where browsers can draw it, else a JPEG of it. Errors: `not-found`; the decoder's. */
  readonly picture: (sha256: string, size: 'small' | 'whole') => Promise<DeskPicture>;
  /** Writes down what changed; null takes all back. Errors: `not-found` for a photo that isn't in the run; `internal`. */
  readonly judge: (sha256: string, marks: Marks) => Promise<void>;
}

/** Longer sides of a card's picture, and of one that stands for a file that browsers can't draw, pixels. */
const [smallPx, wholePx] = [640, 4096];

/** Formats that every browser draws. */
const drawn: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'avif']);

/** A desk over the photos of a run that were answered and can be told by their SHA-256. */
export function openDesk({ run, records, file, find, reviewer, seed, limits, otherMakers = [] }: DeskParts): Desk {
  const answered = records.filter((record) => record.status === 'ok');
  const ordered = orderedForReview(answered, seed);
  const bySha256 = new Map(answered.map((record) => [record.sha256, record]));
  const recordOf = (sha256: string): OkRecord => {
    const record = bySha256.get(sha256);
    if (!record) throw new WhosecamError('not-found', 'Expected a photo of this run; received another');
    return record;
  };
  const stateOf = ({ sha256 }: OkRecord): Omit<DeskPhoto, 'record'> => {
    const lines = file.review.get(String(sha256));
    return {
      marks: lines?.flatMap(marksOf).map(markOf) ?? null,
      at: lines?.at(-1)?.at ?? null,
    };
  };
  // A whole photo may take hundreds of megabytes to decode: one after the other.
  let lastDecoded: Promise<unknown> = Promise.resolve();
  const preview = (bytes: Uint8Array, sidePx: number): Promise<Uint8Array> => {
    const work = lastDecoded.then(() => previewJpeg(bytes, limits, sidePx));
    lastDecoded = work.catch(() => undefined);
    return work;
  };
  let lastJudged: Promise<void> = Promise.resolve();
  return {
    sheet: () => ({
      run: path.basename(run),
      reviewer,
      otherMakers,
      photos: ordered.map((record) => ({ record, ...stateOf(record) })),
    }),
    async picture(sha256, size) {
      const record = recordOf(sha256);
      const bytes = await find(record);
      if (size === 'whole' && drawn.has(record.image.format)) return { type: `image/${record.image.format}`, bytes };
      return { type: 'image/jpeg', bytes: await preview(bytes, size === 'small' ? smallPx : wholePx) };
    },
    judge(sha256, marks) {
      // What stands before a verdict is what the one before it left.
      const work = lastJudged.then(async () => {
        const record = recordOf(sha256);
        const facts = { reviewer, at: new Date().toISOString(), seed };
        const lines = linesBetween(record, stateOf(record).marks, marks, facts);
        if (lines.length > 0) await file.append(lines);
      });
      lastJudged = work.catch(() => undefined);
      return work;
    },
  };
}
