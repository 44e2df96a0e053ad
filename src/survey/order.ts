/** In which order photos are shown to a person. */
import { sha256Of } from '../bundle/sha256.js';
import type { OkRecord } from '../recognise/result.js';

/**
 * The photos in the order in which a person should see them.
 *
 * `seed` null: the least certain first, by the smallest confidence of what is said about the photo and its cameras: errors are
 * found soon, and their share among the photos seen says nothing about the rest. A seed: at random, the same for the same
 * seed, so that the first n are a fair sample of all. Both orders are each photo's own: more photos change nothing about it.
 */
export function orderedForReview(records: readonly OkRecord[], seed: number | null): OkRecord[] {
  const keyed = records.map((record) => ({
    record,
    key: seed === null ? leastConfidence(record) : draw(seed, record),
  }));
  const compare = (a: (typeof keyed)[number], b: (typeof keyed)[number]): number => {
    if (a.key !== b.key) return a.key < b.key ? -1 : 1;
    return a.record.file < b.record.file ? -1 : 1;
  };
  return keyed.sort(compare).map(({ record }) => record);
}

const leastConfidence = ({ verdict, cameras }: OkRecord): number =>
  Math.min(verdict.confidence, ...cameras.map(({ confidence }) => confidence));

const draw = (seed: number, { sha256 }: OkRecord): string =>
  sha256Of(new TextEncoder().encode(`${seed}:${String(sha256)}`));
