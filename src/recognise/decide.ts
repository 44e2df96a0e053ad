/**
 * The numbered rules: from the evidence about one camera to its answer, and from the cameras to the photo's verdict.
 * Pure and total. The README lists the rules under the same numbers.
 */
import type { DecisionSpec } from '../bundle/schema.js';
import { poolMarkAndHousing, tableProbability } from './combine.js';
import type { Likeness } from './gallery.js';
import type { Brand, Flag, Probabilities, Reason, Verdict } from './result.js';

/** A maker's name that was read on the camera. */
export interface Mark {
  /** As in the lexicon. */
  readonly name: string;
  readonly brand: Brand | null;
  readonly family: Brand | null;
  /** Reader confidence times similarity to the name, 0..1. */
  readonly score: number;
}

/** All that is known about one camera. */
export interface Facts {
  /** Probability that it's a camera. */
  readonly detection: number;
  /** By the housing's shape. */
  readonly housing: Probabilities;
  /** Names that were read on it. */
  readonly marks: readonly Mark[];
  /** What the housing comes near to. */
  readonly likeness: Likeness;
  /** Longer side, pixels of the photo. */
  readonly sidePx: number;
  readonly sharpness: number;
  readonly meanGrey: number;
}

/** What a rule makes of it. */
export type Decision = {
  readonly rule: number;
  readonly confidence: number;
  readonly probabilities: Probabilities;
  readonly flags: Flag[];
} & (
  | { readonly kind: 'brand'; readonly brand: Brand; readonly brandName: null }
  | { readonly kind: 'other-brand'; readonly brand: null; readonly brandName: string | null }
  | { readonly kind: 'unknown-brand'; readonly brand: null; readonly brandName: null; readonly reason: Reason }
);

const nameOf = (mark: Mark): Brand | 'other' => mark.brand ?? 'other';
const likeliest = (probabilities: Probabilities): Brand =>
  probabilities.hikvision >= probabilities.dahua ? 'hikvision' : 'dahua';

function flagsOf(facts: Facts, spec: DecisionSpec): Flag[] {
  const flags: Flag[] = [];
  if (facts.sidePx < spec.smallSidePx) flags.push('small');
  if (facts.sharpness < spec.blurredBelow) flags.push('blurred');
  if (facts.meanGrey < spec.darkBelow) flags.push('dark');
  const namesSubBrand = facts.marks.some((mark) => mark.brand === null && mark.family !== null);
  // Without a name the same housing may be sold under another one.
  const leansByShape = facts.marks.length === 0 && facts.housing[likeliest(facts.housing)] >= 0.5;
  if (namesSubBrand || leansByShape) flags.push('rebadge-possible');
  return flags;
}

/** Why nothing could be claimed: the first hindrance that is there. */
function reasonOf(flags: readonly Flag[], housing: Probabilities): Reason {
  if (flags.includes('small')) return 'too-small';
  if (flags.includes('blurred')) return 'blurred';
  if (flags.includes('dark')) return 'dark';
  return Math.max(housing.hikvision, housing.dahua, housing.other) >= 0.5 ? 'no-evidence' : 'ambiguous';
}

/** Rules 1 to 3: somebody's name was read on the camera. */
function decideByMark(facts: Facts, mark: Mark, spec: DecisionSpec, flags: Flag[]): Decision {
  const named = nameOf(mark);
  const probabilities = poolMarkAndHousing(named, tableProbability(mark.score, spec.wordmark), facts.housing, spec);
  const confidence = probabilities[named] * facts.detection;
  const base = { probabilities, confidence, flags };
  const unknown = {
    ...base,
    kind: 'unknown-brand',
    brand: null,
    brandName: null,
    confidence: facts.detection,
    reason: 'ambiguous',
  } as const;
  // Rule 1: the names of two brands on one camera say nothing.
  if (facts.marks.some((other) => nameOf(other) !== named)) return { ...unknown, rule: 1 };
  // Rule 3: a name that was hardly read, or on what is hardly a camera: a sign or a carton may bear a name as well.
  if (probabilities[named] < spec.claimThreshold || facts.detection < spec.minClaimDetection) {
    return { ...unknown, rule: 3 };
  }
  // Rule 2: a name that was read decides, whatever the shape; a sub-brand or a look-alike name is another brand.
  return mark.brand === null
    ? { ...base, rule: 2, kind: 'other-brand', brand: null, brandName: mark.name }
    : { ...base, rule: 2, kind: 'brand', brand: mark.brand, brandName: null };
}

/** Rule 9: a housing that was taught is that other maker's; the match weighs in as a name would. */
function decideByGallery(
  { likeness: { taught }, ...facts }: Facts,
  spec: DecisionSpec,
  flags: Flag[],
): Decision | null {
  if (!taught) return null;
  const probabilities = poolMarkAndHousing('other', taught.probability, facts.housing, spec);
  const confidence = probabilities.other * facts.detection;
  if (confidence < spec.otherThreshold) return null;
  const { brandName } = taught;
  return { probabilities, flags, confidence, rule: 9, kind: 'other-brand', brand: null, brandName };
}

/** Rules 4 to 6 and 9: only the shape speaks. */
function decideByHousing(facts: Facts, spec: DecisionSpec, flags: Flag[]): Decision {
  const probabilities = facts.housing;
  const best = likeliest(probabilities);
  const base = { probabilities, flags };
  const wellSeen = !flags.some((flag) => flag === 'small' || flag === 'blurred' || flag === 'dark');
  const taught = wellSeen ? decideByGallery(facts, spec, flags) : null;
  if (taught) return taught;
  // Rule 4: the shape alone claims a brand only when it's very sure and well seen, and is no housing that others sell as well.
  const isShared = facts.likeness.taught !== null || facts.likeness.rebadges[best] >= spec.gallery.rebadgeSimilarity;
  const confidence = probabilities[best] * facts.detection;
  if (wellSeen && !isShared && confidence >= spec.housingClaimThreshold) {
    return { ...base, rule: 4, kind: 'brand', brand: best, brandName: null, confidence };
  }
  // Rule 5: or that it's another maker's.
  if (wellSeen && probabilities.other * facts.detection >= spec.otherThreshold) {
    const confidence = probabilities.other * facts.detection;
    return { ...base, rule: 5, kind: 'other-brand', brand: null, brandName: null, confidence };
  }
  // Rule 6: otherwise nobody can tell, and the reason is said.
  const reason = reasonOf(flags, probabilities);
  return { ...base, rule: 6, kind: 'unknown-brand', brand: null, brandName: null, reason, confidence: facts.detection };
}

/** The answer for one camera. */
export function decideCamera(facts: Facts, spec: DecisionSpec): Decision {
  const flags = flagsOf(facts, spec);
  const [mark] = [...facts.marks].sort((a, b) => b.score - a.score);
  return mark ? decideByMark(facts, mark, spec, flags) : decideByHousing(facts, spec, flags);
}

const rank = { brand: 2, 'other-brand': 1, 'unknown-brand': 0 } as const;

/**
 * Rule 7: the photo's verdict is that of its best camera: a brand before another brand before unknown, then the surer.
 * Rule 8: without a camera it's `no-camera`.
 */
export function decidePhoto(
  cameras: readonly Pick<Decision, 'kind' | 'brand' | 'confidence'>[],
  noCameraConfidence: number,
): Verdict {
  const order = cameras
    .map((_, i) => i)
    .sort((i, j) => {
      const [a, b] = [cameras[i], cameras[j]];
      return a && b ? rank[b.kind] - rank[a.kind] || b.confidence - a.confidence : 0;
    });
  const camera = order[0];
  const best = camera === undefined ? undefined : cameras[camera];
  if (camera === undefined || !best)
    return { kind: 'no-camera', brand: null, confidence: noCameraConfidence, camera: null };
  return best.kind === 'brand' && best.brand
    ? { kind: 'brand', brand: best.brand, confidence: best.confidence, camera }
    : { kind: best.kind === 'brand' ? 'unknown-brand' : best.kind, brand: null, confidence: best.confidence, camera };
}
