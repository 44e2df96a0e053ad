/** Answers with their confidence and whether they're right: what calibration is measured on. */
import type { Sample } from './sample.js';

/** One answer. */
export interface Answer {
  readonly confidence: number;
  readonly right: boolean;
}

/**
 * A brand is right iff the label is that brand, `other-brand` iff the label is another maker's, `no-camera` iff the label
 * is `none`. Null for failures, and for `unknown-brand`: it claims nothing, so there's nothing to be right about.
 */
export function answerOf({ row, record }: Sample): Answer | null {
  if (record.status === 'failed') return null;
  const { kind, brand, confidence } = record.verdict;
  if (kind === 'unknown-brand') return null;
  if (kind === 'brand') return { confidence, right: brand === row.brand };
  if (kind === 'other-brand') return { confidence, right: row.brand.startsWith('other:') };
  return { confidence, right: row.brand === 'none' };
}

/** The answers among the samples. */
export function answersOf(samples: readonly Sample[]): Answer[] {
  return samples.map(answerOf).filter((answer) => answer !== null);
}
