import { expect, it } from 'vitest';
import type { Gallery, Taught } from '../../src/bundle/gallery.js';
import {
  decodeEmbedding,
  encodeEmbedding,
  likenessOf,
  matchProbability,
  nearest,
  openGallery,
  similarity,
} from '../../src/recognise/gallery.js';
import { codeOf } from '../support/errors.js';

/** A unit vector of the plane at an angle: two of them have the cosine of what lies between. */
const at = (degrees: number): Float32Array => {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
};
const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);

const taught = (name: string, degrees: readonly number[], threshold: number): Taught => ({
  name,
  embeddings: degrees.map((angle) => encodeEmbedding(at(angle))),
  threshold,
  leftOut: { k: 8, n: 10 },
  falseMatches: { k: 0, n: 98 },
});
const indexOf = (gallery: Partial<Gallery>) =>
  openGallery({ schema: 'whosecam.gallery/1', references: [], taught: [], ...gallery }, 2);

it('measures the cosine of the angle between', () => {
  expect(similarity(at(10), at(70))).toBeCloseTo(0.5, 6);
  expect(nearest(at(0), [at(90), at(60), at(180)])).toBeCloseTo(0.5, 6);
  expect(nearest(at(0), [])).toBe(-1);
});

it('keeps a unit vector to within a degree', () => {
  for (const angle of [0, 37, 90, 200]) {
    const decoded = decodeEmbedding(encodeEmbedding(at(angle)), 2);
    expect(similarity(decoded, at(angle))).toBeGreaterThan(cosine(1));
    expect(Math.hypot(...decoded)).toBeCloseTo(1, 6);
  }
});

it('refuses an embedding of another length', async () => {
  expect(await codeOf(Promise.resolve().then(() => decodeEmbedding(encodeEmbedding(at(0)), 3)))).toBe('model-altered');
});

it('matches a taught brand from its threshold on, and not below', () => {
  const index = indexOf({ taught: [taught('acme', [0], cosine(30))] });
  expect(likenessOf(at(28), index).taught).toMatchObject({ brandName: 'acme' });
  expect(likenessOf(at(28), index).taught?.similarity).toBeCloseTo(cosine(28), 2);
  expect(likenessOf(at(32), index).taught).toBeNull();
});

it('takes the brand that passes its own threshold by most', () => {
  const index = indexOf({ taught: [taught('near', [0], cosine(12)), taught('far', [30], cosine(60))] });
  expect(likenessOf(at(10), index).taught?.brandName).toBe('far');
});

it('says how near a rebadge of each family comes: the maker itself and other makers are none', () => {
  const reference = (brand: string, family: 'hikvision' | 'dahua' | null, angle: number) => ({
    brand,
    family,
    embedding: encodeEmbedding(at(angle)),
  });
  const { rebadges } = likenessOf(
    at(0),
    indexOf({
      references: [
        reference('hikvision', 'hikvision', 0),
        reference('uniview', null, 0),
        reference('hilook', 'hikvision', 60),
        reference('imou', 'dahua', 90),
      ],
    }),
  );
  expect(rebadges.hikvision).toBeCloseTo(0.5, 2);
  expect(rebadges.dahua).toBeCloseTo(0, 2);
});

it('weighs recognised against false matches', () => {
  // (8 + 1) / 12 against (0 + 1) / 100.
  expect(matchProbability(taught('acme', [0], 0))).toBeCloseTo(0.75 / 0.76, 9);
});
