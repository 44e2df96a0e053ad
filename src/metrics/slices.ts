/** The same figures for parts of the pictures: where is it good, where not. */
import { answersOf } from './answers.js';
import { claimFigures, type ClaimFigures } from './claims.js';
import { foundFigures } from './detection.js';
import { calibrationOf } from './ece.js';
import { isInSitu, type Sample } from './sample.js';
import type { Share } from './wilson.js';

/** How a picture is put into a part, by name of the slicing. */
const slicings: Readonly<Record<string, (sample: Sample) => string>> = {
  brand: ({ row }) => row.brand,
  scene: ({ row }) => row.scene,
  form: ({ row }) => row.form,
  wordmarkLegible: ({ row }) => String(row.wordmarkLegible),
  markOn: ({ row }) => String(row.markOn),
  origin: ({ row }) => row.origin,
  pictureSide: (sample) => pictureSide(sample),
  cameraSide: (sample) => cameraSide(sample),
  source: ({ row }) => row.source,
};

/** Figures of one part. */
export interface SliceFigures extends ClaimFigures {
  /** Calibration error over the part's answers; null when there are none. */
  readonly calibration: { readonly n: number; readonly ece: number | null };
  /** The part's pictures of scenes with labelled boxes: a camera found, by an IoU of at least this. */
  readonly found: { readonly iou30: Share; readonly iou50: Share };
}

/** Figures by slicing and part, parts in code-unit order. */
export type Slices = Readonly<Record<string, Readonly<Record<string, SliceFigures>>>>;

/** Figures of every part of every slicing. */
export function sliceFigures(samples: readonly Sample[]): Slices {
  return Object.fromEntries(
    Object.entries(slicings).map(([name, partOf]) => {
      const parts = [...new Set(samples.map(partOf))].sort();
      const figures = parts.map((part) => [part, partFigures(samples.filter((sample) => partOf(sample) === part))]);
      return [name, Object.fromEntries(figures) as Record<string, SliceFigures>];
    }),
  );
}

function partFigures(samples: readonly Sample[]): SliceFigures {
  const { n, ece } = calibrationOf(answersOf(samples));
  const { iou30, iou50 } = foundFigures(samples.filter(({ row }) => isInSitu(row)));
  return { ...claimFigures(samples), calibration: { n, ece }, found: { iou30, iou50 } };
}

/** Longer side of the picture as it was read, in ranges of pixels. */
function pictureSide({ record }: Sample): string {
  if (record.status === 'failed') return 'failed';
  return range(Math.max(record.image.width, record.image.height), [320, 640, 1024, 2048]);
}

/** Longer side of the greatest labelled box, in ranges of pixels of the picture as it was read. */
function cameraSide({ row, record }: Sample): string {
  if (row.boxes.length === 0) return 'no box';
  if (record.status === 'failed') return 'failed';
  const { width, height } = record.image;
  return range(Math.max(...row.boxes.map(([, , w, h]) => Math.max(w * width, h * height))), [90, 130, 180, 250, 400]);
}

/** `0000-0319`, `0320-0639` ... `2048-`: zero-padded, so that names sort as the numbers do. */
function range(value: number, limits: readonly number[]): string {
  const digits = (limit: number) => String(limit).padStart(4, '0');
  const above = limits.findIndex((limit) => value < limit);
  const from = above === -1 ? limits.at(-1) : (limits[above - 1] ?? 0);
  const to = limits[above];
  return `${digits(from ?? 0)}-${to === undefined ? '' : digits(to - 1)}`;
}
