/** Risk against coverage: what it costs to answer more. */
import type { Answer } from './answers.js';

/** Answering everything with at least `confidence`. */
export interface RiskPoint {
  readonly confidence: number;
  /** Share of the answers that are given. */
  readonly coverage: number;
  /** Share of the given ones that are wrong. */
  readonly risk: number;
}

/** One point for each distinct confidence, from the surest to all (El-Yaniv and Wiener 2010). */
export function riskCoverage(answers: readonly Answer[]): RiskPoint[] {
  const sorted = [...answers].sort((a, b) => b.confidence - a.confidence);
  const points: RiskPoint[] = [];
  let wrong = 0;
  for (const [i, { confidence, right }] of sorted.entries()) {
    if (!right) wrong += 1;
    // Answers of the same confidence can't be told apart by any threshold: one point for all of them.
    if (sorted[i + 1]?.confidence === confidence) continue;
    points.push({ confidence, coverage: (i + 1) / sorted.length, risk: wrong / (i + 1) });
  }
  return points;
}

/** Area under the risk-coverage curve, as steps (Geifman et al. 2019); lower is better, null when there are no answers. */
export function aurc(answers: readonly Answer[]): number | null {
  if (answers.length === 0) return null;
  const points = riskCoverage(answers);
  return points.reduce((sum, { risk, coverage }, i) => sum + risk * (coverage - (points[i - 1]?.coverage ?? 0)), 0);
}
