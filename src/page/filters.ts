/** Which photos are shown: by the answer that counts, the person's before the program's. */
import { type Answer, photoAnswers } from './answers.js';

/** What a photo counts as. */
export interface Standing {
  /** null while it isn't through. */
  readonly answer: Answer | 'failed' | null;
  /** A person judged every camera of it. */
  readonly isReviewed: boolean;
}

/** A choice of photos. */
export type Filter = 'all' | 'to-review' | Answer | 'failed';

/** Every filter, in the order in which they're shown. */
export const filters: readonly Filter[] = ['all', ...photoAnswers, 'to-review'];

/** Whether a filter lets a photo through. */
export function passes({ answer, isReviewed }: Standing, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'to-review') return answer !== null && answer !== 'failed' && !isReviewed;
  return answer === filter;
}

/** How many photos each filter lets through. */
export function countsOf(standings: readonly Standing[]): Readonly<Record<Filter, number>> {
  const counts = filters.map((filter) => [filter, standings.filter((one) => passes(one, filter)).length] as const);
  return Object.fromEntries(counts) as Record<Filter, number>;
}
