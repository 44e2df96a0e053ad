import { expect, it } from 'vitest';
import { wilson } from '../../src/metrics/wilson.js';

// Newcombe 1998, 'Two-sided confidence intervals for the single proportion', table I, method 3.
it.each([
  { k: 81, n: 263, low: 0.2553, high: 0.3662 },
  { k: 15, n: 148, low: 0.0624, high: 0.1605 },
  { k: 0, n: 20, low: 0, high: 0.1611 },
  { k: 1, n: 29, low: 0.0061, high: 0.1718 },
])('gives the published interval of $k of $n', ({ k, n, low, high }) => {
  const figures = wilson(k, n);
  expect(figures).toMatchObject({ k, n, share: k / n });
  expect(figures.low).toBeCloseTo(low, 4);
  expect(figures.high).toBeCloseTo(high, 4);
});

it('stays within 0 and 1 at the ends', () => {
  expect(wilson(20, 20)).toMatchObject({ share: 1, high: 1 });
  expect(wilson(20, 20).low).toBeCloseTo(1 - 0.1611, 4);
});

it('says nothing of nothing', () => {
  expect(wilson(0, 0)).toEqual({ k: 0, n: 0, share: null, low: 0, high: 1 });
});
