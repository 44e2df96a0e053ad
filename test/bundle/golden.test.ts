import { expect, it } from 'vitest';
import { firstDifference, goldenSchema, type GoldenVector, type ObservedVector } from '../../src/bundle/golden.js';

const tolerance = { tensor: 0.5, logits: 0.125 };

const vector: GoldenVector = {
  file: 'fixtures/photos/near.jpg',
  model: 'housing',
  dims: [1, 3, 2, 2],
  positions: [0, 5, 11],
  tensorValues: [0, 50, 110],
  outputs: [
    { dims: [1, 4], positions: [0, 3], values: [1, -1] },
    { dims: [1, 1], positions: [0], values: [7] },
  ],
};

/** What a perfect run gives, with changes. */
function observed({ tensor = {}, first = {}, second = 7 } = {}): ObservedVector {
  const data = Array.from({ length: 12 }, (_, i) => i * 10);
  return {
    tensor: { dims: [1, 3, 2, 2], data: Object.assign(data, tensor) },
    outputs: [
      { dims: [1, 4], data: Object.assign([1, 99, 99, -1], first) },
      { dims: [1, 1], data: [second] },
    ],
  };
}

it('finds no difference where there is none at the positions', () => {
  expect(firstDifference(vector, observed(), tolerance)).toBeNull();
});

it('lets pass exactly the tolerance, which is relative above 1', () => {
  const near = observed({ tensor: { 0: 0.5, 5: 75 }, first: { 3: -1.125 }, second: 6.125 });
  expect(firstDifference(vector, near, tolerance)).toBeNull();
});

it.each([
  { change: { tensor: { 0: 0.75 } }, words: 'input: at 0 expected 0 within 0.5, received 0.75' },
  { change: { tensor: { 5: 75.25 } }, words: 'input: at 5 expected 50 within 25, received 75.25' },
  { change: { tensor: { 11: Number.NaN } }, words: 'input: at 11 expected 110 within 55, received NaN' },
  { change: { first: { 3: -1.25 } }, words: 'output 0: at 3 expected -1 within 0.125, received -1.25' },
  { change: { second: 8 }, words: 'output 1: at 0 expected 7 within 0.875, received 8' },
])('names the first that differs: $words', ({ change, words }) => {
  const difference = firstDifference(vector, observed(change), tolerance);
  expect(difference).toBe(`housing on fixtures/photos/near.jpg: ${words}`);
});

it('names another shape before any value', () => {
  const turned = { ...observed({ tensor: { 5: 0 } }), tensor: { dims: [1, 2, 2, 3], data: [] } };
  expect(firstDifference(vector, turned, tolerance)).toContain('expected shape [1, 3, 2, 2], received [1, 2, 2, 3]');
});

it('names a missing output', () => {
  const { tensor, outputs } = observed();
  const words = firstDifference(vector, { tensor, outputs: outputs.slice(0, 1) }, tolerance);
  expect(words).toContain('expected 2 outputs, received 1');
});

it('sees a mirrored picture, which the mean of all pixels cannot', () => {
  const mirrored = observed();
  const data = Array.from({ length: 12 }, (_, i) => (11 - i) * 10);
  expect(firstDifference(vector, { ...mirrored, tensor: { dims: [1, 3, 2, 2], data } }, tolerance)).not.toBeNull();
});

it.each([
  { what: 'fewer values than positions', broken: { ...vector, tensorValues: [0] } },
  { what: 'an unknown key', broken: { ...vector, note: 'x' } },
  { what: 'an unknown model', broken: { ...vector, model: 'other' } },
  { what: 'no output', broken: { ...vector, outputs: [] } },
])('has a schema that refuses $what', ({ broken }) => {
  const golden = (vectors: unknown[]): unknown => ({ schema: 'whosecam.golden/1', tolerance, vectors });
  expect(goldenSchema.safeParse(golden([vector])).success).toBe(true);
  expect(goldenSchema.safeParse(golden([broken])).success).toBe(false);
});
