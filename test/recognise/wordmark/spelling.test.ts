import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, normalise, similarity, windowSimilarity } from '../../../src/recognise/wordmark/spelling.js';

const word = fc.stringMatching(/^[A-Z0-9]{0,12}$/);

describe('normalise', () => {
  it.each([
    ['Hik-Vision', 'HIKVISION'],
    ['  @hua ', 'AHUA'],
    ['a@b', 'AB'],
    ['DS-2CD 2143', 'DS2CD2143'],
    ['·é', ''],
  ])('%s -> %s', (text, expected) => expect(normalise(text)).toBe(expected));
});

describe('editDistance', () => {
  it.each([
    ['HIKVISION', 'HIKVISION', 0],
    ['HIKVISIOH', 'HIKVISION', 1],
    ['IKVISION', 'HIKVISION', 1],
    ['HIKKVISION', 'HIKVISION', 1],
    ['HIKVISI0N', 'HIKVISION', 0.25],
    ['H1KV1S1ON', 'HIKVISION', 0.75],
    ['', 'ABC', 3],
    ['DAHAO', 'DAHUA', 2],
  ])('%s and %s are %d apart', (a, b, expected) => expect(editDistance(a, b)).toBe(expected));

  it('is symmetric, 0 only for equals, never more than the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const apart = editDistance(a, b);
        expect(apart).toBe(editDistance(b, a));
        expect(apart === 0).toBe(a === b);
        expect(apart).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('similarity', () => {
  it('is 1 - distance / longer length', () => {
    expect(similarity('HIKVISIOH', 'HIKVISION')).toBeCloseTo(8 / 9);
    expect(similarity('', '')).toBe(0);
  });
});

describe('windowSimilarity', () => {
  it('is 1 for a word anywhere inside', () => {
    fc.assert(
      fc.property(word, word, word, (before, inside, after) => {
        fc.pre(inside.length > 0);
        expect(windowSimilarity(inside, before + inside + after)).toBe(1);
      }),
    );
  });

  it('counts the mistakes inside the stretch only', () => {
    expect(windowSimilarity('HIKVISION', 'XXHIKVISIOHYY')).toBeCloseTo(8 / 9);
    expect(windowSimilarity('HIKVISION', 'KBVISION')).toBeLessThan(0.7);
    expect(windowSimilarity('', 'ABC')).toBe(0);
  });
});
