import type { CalibrationBin, DecisionSpec } from '../../src/bundle/schema.js';
import type { Facts, Mark } from '../../src/recognise/decide.js';
import type { Likeness } from '../../src/recognise/gallery.js';
import type { Brand, Lineage } from '../../src/recognise/result.js';

const table: CalibrationBin[] = [
  { upTo: 0.5, probability: 0.5, n: 10 },
  { upTo: 1, probability: 0.99, n: 100 },
];

/** Round thresholds for tests of the rules; the released ones stand in the bundle. */
export const decision: DecisionSpec = {
  camera: { bias: 0, detector: 0.5, head: 0.5, name: Math.log(4) },
  readThreshold: 0.1,
  cameraThreshold: 0.5,
  noCamera: [{ upTo: 1, probability: 0.97, n: 100 }],
  minMarkOnCamera: 0.6,
  markReach: 0,
  wordmark: { hikvision: table, dahua: table, other: table },
  housingWeight: 0.5,
  housingPrior: { hikvision: 1 / 3, dahua: 1 / 3, other: 1 / 3 },
  claimThreshold: 0.9,
  otherNameThreshold: 0.9,
  minClaimDetection: 0.6,
  housingClaimThreshold: 0.95,
  otherThreshold: 0.9,
  shapeSidePx: 80,
  shapeBlurAbove: 0.02,
  letterShare: 0.05,
  letterOfLine: 0.6,
  smallLetterPx: 6,
  legibleLetterPx: 8,
  blurredAbove: 0.25,
  darkBelow: 30,
  occludedAbove: 0.5,
  gallery: { rebadgeSimilarity: 0.8, maxFalseMatches: 0.01, minSimilarity: 0.5, minPictures: 10 },
};

const even = { hikvision: 1 / 3, dahua: 1 / 3, other: 1 / 3 };

/** A housing that's like none that was taught. */
export const unlike: Likeness = { taught: null, rebadges: { hikvision: 0, dahua: 0 } };

/** A camera that's well seen, and of which nothing is known. */
export const facts = (change: Partial<Facts> = {}): Facts => ({
  detection: 0.99,
  housing: even,
  marks: [],
  modelNumbers: [],
  likeness: unlike,
  sidePx: 300,
  letterPx: 15,
  blurPx: 0.5,
  light: 200,
  occlusion: 0,
  ...change,
});

export const lineage = (family: Brand, link: Lineage['link']): Lineage => ({ family, link, source: 'by construction' });
export const mark = (brand: Brand, score = 1): Mark => ({
  name: brand,
  brand,
  lineage: lineage(brand, 'own-brand'),
  score,
});
export const hilook: Mark = { name: 'hilook', brand: null, lineage: lineage('hikvision', 'sub-brand'), score: 1 };
export const axis: Mark = { name: 'axis', brand: null, lineage: null, score: 1 };
