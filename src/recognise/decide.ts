/**
 * The numbered rules: from the evidence about one camera to its answer, and from the cameras to the photo's verdict.
 * Pure and total. The README lists the rules under the same numbers.
 */
import type { DecisionSpec } from '../bundle/schema.js';
import { markProbability, poolMarkAndHousing } from './combine.js';
import type { Likeness } from './gallery.js';
import { adviceFor, flagsFor, hindrancesOf, type Hindrance, type View } from './legibility.js';
import type { Advice, Brand, Flag, Lineage, Probabilities, Reason, Verdict } from './result.js';

/** A maker's name that was read on the camera. */
export interface Mark {
  /** As the lexicon has it. */
  readonly name: string;
  readonly brand: Brand | null;
  readonly lineage: Lineage | null;
  /** How well letters and look speak for the name, 0..1. */
  readonly score: number;
}

/** All that is known about one camera. */
export interface Facts extends View {
  /** Probability that it's a camera. */
  readonly detection: number;
  /** By the housing's shape. */
  readonly housing: Probabilities;
  /** Names that were read on it. */
  readonly marks: readonly Mark[];
  /** The families behind model numbers that were read on it. */
  readonly modelNumbers: readonly Lineage[];
  /** What the housing comes near to. */
  readonly likeness: Likeness;
}

/** What a rule makes of it. */
export type Decision = {
  readonly rule: number;
  readonly confidence: number;
  readonly probabilities: Probabilities;
  /** The name that decided, and the family behind it or behind a model number. */
  readonly brandName: string | null;
  readonly lineage: Lineage | null;
  readonly flags: Flag[];
} & (
  | { readonly kind: 'brand'; readonly brand: Brand }
  | { readonly kind: 'other-brand'; readonly brand: null }
  | { readonly kind: 'unknown-brand'; readonly brand: null; readonly reason: Reason; readonly advice: Advice }
);

/** One camera's facts with what follows from them before any rule. */
interface Case {
  readonly facts: Facts;
  readonly spec: DecisionSpec;
  /** What hinders reading, the most first. */
  readonly hindrances: readonly Hindrance[];
  readonly flags: Flag[];
}

const nameOf = (mark: Mark): Brand | 'other' => mark.brand ?? 'other';
const likeliest = (probabilities: Probabilities): Brand =>
  probabilities.hikvision >= probabilities.dahua ? 'hikvision' : 'dahua';

function caseOf(facts: Facts, spec: DecisionSpec): Case {
  const hindrances = hindrancesOf(facts, spec);
  const flags = flagsFor(hindrances);
  const namesSubBrand = facts.marks.some((mark) => mark.brand === null && mark.lineage !== null);
  // Without a name the same housing, or the same model number, may be sold under another one.
  const leansOtherwise = facts.housing[likeliest(facts.housing)] >= 0.5 || facts.modelNumbers.length > 0;
  if (namesSubBrand || (facts.marks.length === 0 && leansOtherwise)) flags.push('rebadge-possible');
  return { facts, spec, hindrances, flags };
}

/** The family that all model numbers agree on. */
function agreedLineage([first, ...rest]: readonly Lineage[]): Lineage | null {
  return first && rest.every(({ family }) => family === first.family) ? first : null;
}

/** Nothing can be claimed: with what hinders most as the reason, else with `reason`. */
function unknown(
  { facts, spec, hindrances, flags }: Case,
  rule: number,
  from: Probabilities,
  reason: Reason,
): Decision {
  const why = hindrances[0] ?? reason;
  return {
    rule,
    kind: 'unknown-brand',
    brand: null,
    brandName: null,
    lineage: agreedLineage(facts.modelNumbers),
    confidence: facts.detection,
    probabilities: from,
    flags,
    reason: why,
    advice: adviceFor(why, facts, spec),
  };
}

/** Rules 1 to 3: somebody's name was read on the camera. */
function decideByMark(one: Case, mark: Mark): Decision {
  const { facts, spec, flags } = one;
  const named = nameOf(mark);
  const read = markProbability(mark, spec);
  const probabilities = poolMarkAndHousing(named, read, facts.housing, spec);
  // Rule 1: the names of two brands on one camera say nothing.
  if (facts.marks.some((other) => nameOf(other) !== named)) return unknown(one, 1, probabilities, 'ambiguous');
  // Rule 3: a name that was hardly read, or on what is hardly a camera: a sign or a carton may bear a name as well.
  // The shape can take a claim away but not make one of a reading that wouldn't stand alone.
  const likely = Math.min(read, probabilities[named]);
  const needed = mark.brand === null ? spec.otherNameThreshold : spec.claimThreshold;
  if (likely < needed || facts.detection < spec.minClaimDetection) {
    return unknown(one, 3, probabilities, 'ambiguous');
  }
  // Rule 2: a name that was read decides, whatever the shape; a sub-brand or a look-alike name is another brand.
  const confidence = probabilities[named] * facts.detection;
  const base = { rule: 2, probabilities, confidence, flags, brandName: mark.name, lineage: mark.lineage };
  return mark.brand === null
    ? { ...base, kind: 'other-brand', brand: null }
    : { ...base, kind: 'brand', brand: mark.brand };
}

/** Whether the shape is well seen: it needs less size than a mark does and bears more blur, but it must not be hidden. */
function isShapeSeen({ facts: { sidePx, blurPx }, spec, hindrances }: Case): boolean {
  const isSharp = (blurPx ?? 0) <= spec.shapeBlurAbove * sidePx;
  return sidePx >= spec.shapeSidePx && isSharp && !hindrances.includes('dark') && !hindrances.includes('occluded');
}

/** Rule 9: a housing that was taught is that other maker's; the match weighs in as a name would. */
function decideByGallery({ facts, spec, flags }: Case): Decision | null {
  const { taught } = facts.likeness;
  if (!taught) return null;
  const probabilities = poolMarkAndHousing('other', taught.probability, facts.housing, spec);
  const confidence = probabilities.other * facts.detection;
  if (confidence < spec.otherThreshold) return null;
  const lineage = agreedLineage(facts.modelNumbers);
  const { brandName } = taught;
  return { probabilities, flags, confidence, rule: 9, kind: 'other-brand', brand: null, brandName, lineage };
}

/** Whether a brand's housing is sold by others as well: the shape alone then says nothing of the brand. */
function isShared({ facts: { likeness }, spec }: Case, brand: Brand): boolean {
  return likeness.taught !== null || likeness.rebadges[brand] >= spec.gallery.rebadgeSimilarity;
}

/** Rules 4 to 6 and 9: only the shape speaks. */
function decideByHousing(one: Case): Decision {
  const { facts, spec, flags } = one;
  const probabilities = facts.housing;
  const best = likeliest(probabilities);
  const base = { probabilities, flags, brandName: null, lineage: agreedLineage(facts.modelNumbers) };
  const isSeen = isShapeSeen(one);
  const taught = isSeen ? decideByGallery(one) : null;
  if (taught) return taught;
  // Rule 4: the shape alone claims a brand only when it's very sure and well seen, and no housing that others sell as well.
  const confidence = probabilities[best] * facts.detection;
  if (isSeen && !isShared(one, best) && confidence >= spec.housingClaimThreshold) {
    return { ...base, rule: 4, kind: 'brand', brand: best, confidence };
  }
  // Rule 5: or that it's another maker's.
  if (isSeen && probabilities.other * facts.detection >= spec.otherThreshold) {
    return { ...base, rule: 5, kind: 'other-brand', brand: null, confidence: probabilities.other * facts.detection };
  }
  // Rule 6: otherwise nobody can tell, and the reason is said.
  const leans = Math.max(probabilities.hikvision, probabilities.dahua, probabilities.other) >= 0.5;
  return unknown(one, 6, probabilities, leans ? 'no-evidence' : 'ambiguous');
}

/** The answer for one camera. */
export function decideCamera(facts: Facts, spec: DecisionSpec): Decision {
  const one = caseOf(facts, spec);
  const [mark] = [...facts.marks].sort((a, b) => b.score - a.score);
  return mark ? decideByMark(one, mark) : decideByHousing(one);
}

const rank = { brand: 2, 'other-brand': 1, 'unknown-brand': 0 } as const;

/**
 * Rule 7: the photo's verdict is that of its best camera: a brand before another brand before unknown, then the surer.
 * Rule 8: without a camera it's `no-camera`.
 */
export function decidePhoto(
  cameras: readonly Pick<Decision, 'kind' | 'brand' | 'brandName' | 'confidence'>[],
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
  const { kind, brand, brandName, confidence } = best;
  if (kind === 'brand' && brand) return { kind, brand, confidence, camera };
  return kind === 'other-brand'
    ? { kind, brand: null, brandName, confidence, camera }
    : { kind: 'unknown-brand', brand: null, confidence, camera };
}
