/** What a brand's pictures teach, and by leaving each out in turn what to expect of it. Pure. */
import type { Taught } from '../bundle/gallery.js';
import type { DecisionSpec } from '../bundle/schema.js';
import { nearest, type ReferenceVector } from './gallery.js';

/** What is known before a brand is put into the gallery. */
export interface Lesson extends Pick<Taught, 'threshold' | 'leftOut' | 'falseMatches'> {
  /** Pictures that come as near to a camera of a brand that may be claimed as a match has to be. */
  readonly likeClaimable: number;
}

/** Two embeddings nearer than this are one picture, taken in twice. */
const samePicture = 0.999;

/** The vectors without those of a picture that is there already. */
export function withoutRepeats(vectors: readonly Float32Array[]): Float32Array[] {
  return vectors.reduce<Float32Array[]>(
    (kept, vector) => (nearest(vector, kept) > samePicture ? kept : [...kept, vector]),
    [],
  );
}

/**
 * The smallest similarity, to four places and at least `floor`, that at most `share` of the false ones reach.
 */
export function thresholdFor(falseSimilarities: readonly number[], share: number, floor: number): number {
  const allowed = Math.floor(falseSimilarities.length * share);
  const firstOver = [...falseSimilarities].sort((a, b) => b - a)[allowed] ?? -1;
  return Math.min(1, Math.max(floor, Math.floor(firstOver * 1e4 + 1) / 1e4));
}

/**
 * Chooses the threshold of a brand by the references of others and leaves each of its pictures out in turn.
 * Vectors at unit length; references of the brand's own name don't count.
 */
export function learn(
  name: string,
  vectors: readonly Float32Array[],
  references: readonly ReferenceVector[],
  { maxFalseMatches, minSimilarity }: DecisionSpec['gallery'],
): Lesson {
  const others = references.filter(({ brand }) => brand !== name);
  const claimable = others.filter(({ brand, family }) => brand === family).map(({ vector }) => vector);
  const false_ = others.map(({ vector }) => nearest(vector, vectors));
  const threshold = thresholdFor(false_, maxFalseMatches, minSimilarity);
  const leftOut = vectors.map((vector, i) =>
    nearest(
      vector,
      vectors.filter((_, j) => j !== i),
    ),
  );
  return {
    threshold,
    leftOut: { k: leftOut.filter((near) => near >= threshold).length, n: vectors.length },
    falseMatches: { k: false_.filter((near) => near >= threshold).length, n: others.length },
    likeClaimable: vectors.filter((vector) => nearest(vector, claimable) >= minSimilarity).length,
  };
}
