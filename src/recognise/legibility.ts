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
  const dark = spec.darkBelow / Math.max(view.light, 1);
  return [
    ['too-small', spec.smallLetterPx / Math.max(view.letterPx, 1e-3)],
    ['blurred', (view.blurPx ?? 0) / Math.max(view.letterPx, 1e-3) / spec.blurredAbove],
    ['dark', dark],
    // In the dark nobody can tell what hides what.
    ['occluded', dark > 1 ? 0 : view.occlusion / spec.occludedAbove],
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

/**
 * What the next photo should do better, by the reason why this one says nothing. Where nothing hinders for certain, letters
 * may still be lower than those that are nearly always read.
 */
export function adviceFor(reason: Reason, view: View, spec: DecisionSpec): Advice {
  if (reason === 'blurred')
    return { code: 'hold-still', text: 'hold still and focus on the camera: the mark is blurred' };
  if (reason === 'dark')
    return { code: 'more-light', text: 'come back with more light, or from where light falls on it' };
  if (reason === 'occluded') return { code: 'other-angle', text: 'from where the whole camera can be seen' };
  const morePx = Math.ceil(spec.legibleLetterPx - view.letterPx);
  if (morePx < 1)
    return { code: 'other-angle', text: "from another side: a mark may stand where this photo doesn't show it" };
  const pixels = `${morePx} more ${morePx === 1 ? 'pixel' : 'pixels'}`;
  return { code: 'step-closer', text: `step closer: the mark needs about ${pixels} of letter height`, morePx };
}

/** The detector sees the photo at some 400 pixels: a box that ends within two of them of the edge ends at the edge. */
const edgeShare = 1 / 200;

/** True when a camera's box (pixels) ends at the photo's edge: a part of the camera may lie beyond. */
export function isCutOff(box: BoxPx, photo: Size): boolean {
  const near = Math.max(photo.width, photo.height) * edgeShare;
  return (
    box.x < near || box.y < near || box.x + box.width > photo.width - near || box.y + box.height > photo.height - near
  );
}

/** A text of at least so many letters, this many times as long as high, may be a mark; less is a screw or a lens ... */
const [minLetters, minAspect] = [4, 2.5];
/** ... one that was read this surely and is no name is none ... */
const readConfidence = 0.97;
/** ... and one this many times as large or as small as marks usually are is none either. */
const maxUnusual = 2.5;

/** True for a line of text that may be a mark and couldn't be read. */
function mayBeMark({ text, confidence, quad, match }: ReadLine, sidePx: number, spec: DecisionSpec): boolean {
  const { width, height } = sizeOf(quad);
  const unusual = (height * spec.letterOfLine) / (sidePx * spec.letterShare);
  const isUsual = unusual <= maxUnusual && unusual >= 1 / maxUnusual;
  const isWord = text.length >= minLetters && width >= minAspect * height;
  return match === null && confidence < readConfidence && isWord && isUsual;
}

/**
 * Height of a mark's letters on a camera, pixels: of the line that named a maker, else of the highest line that may be a
 * mark and wasn't read, else as marks usually are on a camera so large.
 */
export function letterPxOf(lines: readonly ReadLine[], sidePx: number, spec: DecisionSpec): number {
  const name = lines.find(({ match }) => match?.kind === 'name');
  const unread = lines.filter((line) => mayBeMark(line, sidePx, spec));
  const heights = (name ? [name] : unread).map(({ quad }) => sizeOf(quad).height * spec.letterOfLine);
  return heights.length > 0 ? Math.max(...heights) : sidePx * spec.letterShare;
}
