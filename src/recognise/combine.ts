/** Puts a mark's and a housing's probabilities together. Pure. */
import type { CalibrationBin, DecisionSpec } from '../bundle/schema.js';
import { logit, sigmoid } from './probability.js';
import type { Brand, Probabilities } from './result.js';

const names = ['hikvision', 'dahua', 'other'] as const;

/** Probability of being right by a score 0..1: the first bin that holds the score, or the last one. */
export function tableProbability(score: number, table: readonly CalibrationBin[]): number {
  const bin = table.find(({ upTo }) => score <= upTo) ?? table.at(-1);
  return bin?.probability ?? 0;
}

/** Probability that a name which was read is right; `brand` is null for other makers' names. */
export function markProbability(
  { brand, score }: { readonly brand: Brand | null; readonly score: number },
  { wordmark }: Pick<DecisionSpec, 'wordmark'>,
): number {
  return tableProbability(score, wordmark[brand ?? 'other']);
}

/** What speaks for a camera. */
export interface CameraSigns {
  /** The detector's score. */
  readonly score: number;
  /** The camera head's logit. */
  readonly cameraLogit: number;
  /** Whether a maker's name was read on it. */
  readonly hasName: boolean;
}

/** Probability that there's a camera: logistic regression on the signs. */
export function cameraProbability(signs: CameraSigns, { camera }: Pick<DecisionSpec, 'camera'>): number {
  const name = signs.hasName ? camera.name : 0;
  return sigmoid(camera.bias + camera.detector * logit(signs.score) + camera.head * signs.cameraLogit + name);
}

/**
 * Logarithmic pool (Genest and Zidek 1986, 'Combining probability distributions'): the mark's probability with the
 * housing's odds against its prior, raised to a weight below 1 since both look at the same pixels.
 */
export function poolMarkAndHousing(
  named: Brand | 'other',
  probability: number,
  housing: Probabilities,
  spec: Pick<DecisionSpec, 'housingWeight' | 'housingPrior'>,
): Probabilities {
  const weights = names.map((name) => {
    const mark = name === named ? probability : (1 - probability) / 2;
    return mark * Math.max(housing[name] / spec.housingPrior[name], 1e-3) ** spec.housingWeight;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const [hikvision = 0, dahua = 0, other = 0] = weights.map((weight) => weight / sum);
  return { hikvision, dahua, other };
}
