import { expect, it } from 'vitest';
import type { ReferenceVector } from '../../src/recognise/gallery.js';
import { learn, thresholdFor, withoutRepeats } from '../../src/recognise/teach.js';

const at = (degrees: number): Float32Array => {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
};
const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
const reference = (brand: string, degrees: number): ReferenceVector => ({
  brand,
  family: brand === 'hikvision' ? brand : null,
  vector: at(degrees),
});
const spec = { rebadgeSimilarity: 0.9, maxFalseMatches: 0.01, minSimilarity: cosine(20), minPictures: 3 };

it('chooses the smallest threshold that lets at most the share pass', () => {
  // 0.001, 0.002 … 0.1: of a hundred, one may pass at 1 %, none at 0.9 %.
  const falseOnes = Array.from({ length: 100 }, (_, i) => (i + 1) / 1000);
  expect(thresholdFor(falseOnes, 0.01, -1)).toBeCloseTo(0.0991, 9);
  expect(thresholdFor(falseOnes, 0.009, -1)).toBeCloseTo(0.1001, 9);
});

it('never goes below the floor nor above 1', () => {
  expect(thresholdFor([0.1, 0.2], 0.01, 0.6)).toBe(0.6);
  expect(thresholdFor([], 0.01, 0.6)).toBe(0.6);
  expect(thresholdFor([1], 0.01, 0.6)).toBe(1);
});

it('leaves each picture out in turn', () => {
  // 0 and 10 find each other within 20 degrees; 90 has nobody.
  const { threshold, leftOut, falseMatches } = learn('acme', [0, 10, 90].map(at), [reference('other', 180)], spec);
  expect(threshold).toBeCloseTo(cosine(20), 9);
  expect(leftOut).toEqual({ k: 2, n: 3 });
  expect(falseMatches).toEqual({ k: 0, n: 1 });
});

it('raises the threshold above cameras of others, but not above those of its own name', () => {
  const vectors = [0, 10, 20].map(at);
  const others = learn('acme', vectors, [reference('other', -5)], spec);
  expect(others.threshold).toBeGreaterThan(cosine(5));
  expect(others.leftOut.k).toBe(0);
  expect(others.falseMatches).toEqual({ k: 0, n: 1 });
  expect(learn('other', vectors, [reference('other', -5)], spec)).toMatchObject({
    threshold: spec.minSimilarity,
    leftOut: { k: 3, n: 3 },
    falseMatches: { k: 0, n: 0 },
  });
});

it('lets at most the stated share of the references match', () => {
  const references = Array.from({ length: 200 }, (_, i) => reference('other', 5 + i / 100));
  const { falseMatches } = learn('acme', [0, 1, 2].map(at), references, spec);
  expect(falseMatches.n).toBe(200);
  expect(falseMatches.k).toBeLessThanOrEqual(2);
});

it('counts the pictures that look like a brand that is claimed', () => {
  const vectors = [0, 10, 90].map(at);
  expect(learn('acme', vectors, [reference('hikvision', 25)], spec).likeClaimable).toBe(1);
  expect(learn('acme', vectors, [reference('hikvision', 45)], spec).likeClaimable).toBe(0);
  // Another maker's camera that is as near is no such thing.
  expect(learn('acme', vectors, [reference('other', 25)], spec).likeClaimable).toBe(0);
});

it('takes the same picture once', () => {
  expect(withoutRepeats([0, 0.5, 10, 0].map(at))).toHaveLength(2);
  expect(withoutRepeats([0, 5, 10].map(at))).toHaveLength(3);
});
