/** Whether a mark could be read on a camera, what hinders most where it couldn't, and what the next photo should do. Pure. */
import type { DecisionSpec } from '../bundle/schema.js';
import type { BoxPx, Size } from '../image/geometry.js';
import type { Advice, Flag, Reason } from './result.js';
import type { ReadLine } from './wordmark/read.js';
import { sizeOf } from './wordmark/quads.js';

/** What of a camera's picture bears on reading; pixels are the photo's. */
export interface View {
  /** Longer side of the camera. */
  readonly sidePx: number;
  /** Height that a mark's letters have, or would have. */
  readonly letterPx: number;
  /** Standard deviation of the blur; null where it couldn't be measured. */
  readonly blurPx: number | null;
  /** Grey (0..255) of the housing's light parts. */
  readonly light: number;
  /** Probability that something hides a part of it, 0..1. */
  readonly occlusion: number;
}

/** A reason that lies in the picture. */
export type Hindrance = Exclude<Reason, 'ambiguous' | 'no-evidence'>;

const flagOf: Readonly<Record<Hindrance, Flag>> = {
  'too-small': 'small',
  blurred: 'blurred',
  dark: 'dark',
  occluded: 'occluded',
};

/** How many times what reading needs is missed, by hindrance: above 1 it hinders. */
function shortfalls(view: View, spec: DecisionSpec): [Hindrance, number][] {
  return [
    ['too-small', spec.legibleLetterPx / Math.max(view.letterPx, 1e-3)],
    ['blurred', (view.blurPx ?? 0) / Math.max(view.letterPx, 1e-3) / spec.blurredAbove],
    ['dark', spec.darkBelow / Math.max(view.light, 1)],
    ['occluded', view.occlusion / spec.occludedAbove],
  ];
}

/** What hinders reading, the most first. */
export function hindrancesOf(view: View, spec: DecisionSpec): Hindrance[] {
  return shortfalls(view, spec)
    .filter(([, shortfall]) => shortfall > 1)
    .sort((a, b) => b[1] - a[1])
    .map(([hindrance]) => hindrance);
}

/** The same as flags. */
export const flagsFor = (hindrances: readonly Hindrance[]): Flag[] =>
  (Object.keys(flagOf) as Hindrance[]).filter((one) => hindrances.includes(one)).map((one) => flagOf[one]);

/** What the next photo should do better, by the reason why this one says nothing. */
export function adviceFor(reason: Reason, view: View, spec: DecisionSpec): Advice {
  switch (reason) {
    case 'too-small': {
      const morePx = Math.max(1, Math.ceil(spec.legibleLetterPx - view.letterPx));
      return { code: 'step-closer', text: `step closer: the mark needs about ${morePx} more pixels of height`, morePx };
    }
    case 'blurred':
      return { code: 'hold-still', text: 'hold still and focus on the camera: the mark is blurred' };
    case 'dark':
      return { code: 'more-light', text: 'come back with more light, or from where the light falls on it' };
    case 'occluded':
      return { code: 'other-angle', text: 'from another angle, with the whole camera in the picture' };
    case 'ambiguous':
    case 'no-evidence':
      return {
        code: 'other-angle',
        text: 'from another angle: a mark may stand on a side that this photo does not show',
      };
  }
}

/** The detector sees the photo at some 400 pixels: a box that ends within one of them of the edge ends at the edge. */
const edgeShare = 1 / 400;

/** True when a camera's box (pixels) ends at the photo's edge: a part of the camera may lie beyond. */
export function isCutOff(box: BoxPx, photo: Size): boolean {
  const near = Math.max(photo.width, photo.height) * edgeShare;
  return (
    box.x < near || box.y < near || box.x + box.width > photo.width - near || box.y + box.height > photo.height - near
  );
}

/** Height of a mark's letters on a camera, pixels: of the surest name's line, else as marks usually are on one so large. */
export function letterPxOf(lines: readonly ReadLine[], sidePx: number, spec: DecisionSpec): number {
  const line = lines.find(({ match }) => match?.kind === 'name');
  return line ? sizeOf(line.quad).height * spec.letterOfLine : sidePx * spec.letterShare;
}
