/** Finding cameras: found where there are some, and reported where there are none. */
import { type BoxNorm, type BoxPx, iou } from '../image/geometry.js';
import { claimOf } from './claims.js';
import type { Sample } from './sample.js';
import { type Share, wilson } from './wilson.js';

/** Over pictures with labelled boxes. A failed picture found nothing. */
export interface FoundFigures {
  /** Pictures with any camera reported, wherever it lies. */
  readonly any: Share;
  /** Pictures with a reported camera that overlaps a labelled one by an IoU of at least this. */
  readonly iou30: Share;
  readonly iou50: Share;
  /** Labelled boxes that are met by a reported camera of their own, by this IoU at least. */
  readonly boxesIou30: Share;
  readonly boxesIou50: Share;
}

/** Over pictures without a camera. */
export interface FalseAlarmFigures {
  readonly cameraReported: Share;
  readonly brandClaimed: Share;
}

/** Figures over the samples that have labelled boxes. */
export function foundFigures(samples: readonly Sample[]): FoundFigures {
  const boxed = samples.filter(({ row }) => row.boxes.length > 0);
  const met = (least: number) => boxed.map((sample) => boxesMet(sample.row.boxes, reportedBoxes(sample), least));
  const [met30, met50] = [met(0.3), met(0.5)];
  const boxes = boxed.reduce((sum, { row }) => sum + row.boxes.length, 0);
  const pictures = (counts: readonly number[]) => wilson(counts.filter((count) => count > 0).length, boxed.length);
  const each = (counts: readonly number[]) =>
    wilson(
      counts.reduce((sum, count) => sum + count, 0),
      boxes,
    );
  return {
    any: pictures(boxed.map((sample) => reportedBoxes(sample).length)),
    iou30: pictures(met30),
    iou50: pictures(met50),
    boxesIou30: each(met30),
    boxesIou50: each(met50),
  };
}

/** Figures over the samples labelled `none`. */
export function falseAlarmFigures(samples: readonly Sample[]): FalseAlarmFigures {
  const none = samples.filter(({ row }) => row.brand === 'none');
  return {
    cameraReported: wilson(none.filter((sample) => reportedBoxes(sample).length > 0).length, none.length),
    brandClaimed: wilson(none.filter((sample) => claimOf(sample) !== null).length, none.length),
  };
}

const reportedBoxes = ({ record }: Sample): BoxNorm[] =>
  record.status === 'ok' ? record.cameras.map((camera) => camera.box) : [];

/** Labelled boxes that are met, each by a box of its own, best overlaps first. Overlap is the same in shares as in pixels. */
function boxesMet(labelled: readonly BoxNorm[], reported: readonly BoxNorm[], least: number): number {
  const pairs = labelled
    .flatMap((label, i) => reported.map((box, j) => ({ i, j, overlap: iou(toBox(label), toBox(box)) })))
    .filter(({ overlap }) => overlap >= least)
    .sort((a, b) => b.overlap - a.overlap);
  const [usedLabels, usedBoxes] = [new Set<number>(), new Set<number>()];
  for (const { i, j } of pairs) {
    if (usedLabels.has(i) || usedBoxes.has(j)) continue;
    usedLabels.add(i);
    usedBoxes.add(j);
  }
  return usedLabels.size;
}

const toBox = ([x, y, width, height]: BoxNorm): BoxPx => ({ x, y, width, height });
