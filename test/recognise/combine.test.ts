import { expect, it } from 'vitest';
import {
  cameraProbability,
  markProbability,
  tableProbability,
  poolMarkAndHousing,
} from '../../src/recognise/combine.js';
import { logit, sigmoid, softmax } from '../../src/recognise/probability.js';
import { decision } from './decision.js';

const even = { hikvision: 1 / 3, dahua: 1 / 3, other: 1 / 3 };

it('reads the calibration table by its upper edges', () => {
  const table = [
    { upTo: 0.5, probability: 0.5, n: 10 },
    { upTo: 1, probability: 0.99, n: 100 },
  ];
  expect(tableProbability(0.5, table)).toBe(0.5);
  expect(tableProbability(0.51, table)).toBe(0.99);
  expect(tableProbability(1.2, table)).toBe(0.99);
});

it("looks a name's score up in its own brand's table, any other maker's in theirs", () => {
  const flat = (probability: number) => [{ upTo: 1, probability, n: 1 }];
  const wordmark = { hikvision: flat(0.9), dahua: flat(0.8), other: flat(0.7) };
  const brands = ['hikvision', 'dahua', null] as const;
  expect(brands.map((brand) => markProbability({ brand, score: 0.5 }, { wordmark }))).toEqual([0.9, 0.8, 0.7]);
});

it("a shape that says nothing leaves the mark's probability as it is", () => {
  const pooled = poolMarkAndHousing('dahua', 0.9, even, decision);
  expect(pooled.dahua).toBeCloseTo(0.9, 9);
  expect(pooled.hikvision).toBeCloseTo(0.05, 9);
});

it('a shape that is no more than usual says nothing, either', () => {
  const housingPrior = { hikvision: 0.5, dahua: 0.3, other: 0.2 };
  const pooled = poolMarkAndHousing('hikvision', 0.8, housingPrior, { ...decision, housingPrior });
  expect(pooled.hikvision).toBeCloseTo(0.8, 12);
  expect(pooled.dahua).toBeCloseTo(0.1, 12);
});

it('a shape that agrees raises it, one that disagrees lowers it, by the square root of the odds', () => {
  // Odds 0.9 : 0.05 : 0.05 times sqrt(2.25), sqrt(0.375), sqrt(0.375) against the prior of a third.
  const agrees = poolMarkAndHousing('dahua', 0.9, { dahua: 0.75, hikvision: 0.125, other: 0.125 }, decision);
  const want = (0.9 * 1.5) / (0.9 * 1.5 + 0.1 * Math.sqrt(0.375));
  expect(agrees.dahua).toBeCloseTo(want, 9);
  const disagrees = poolMarkAndHousing('dahua', 0.9, { dahua: 0.125, hikvision: 0.75, other: 0.125 }, decision);
  expect(disagrees.dahua).toBeLessThan(0.9);
  expect(disagrees.dahua + disagrees.hikvision + disagrees.other).toBeCloseTo(1, 9);
});

it('detection is the geometric middle of the odds with weights of a half', () => {
  const hasName = false;
  expect(cameraProbability({ score: 0.5, cameraLogit: 0, hasName }, decision)).toBeCloseTo(0.5, 9);
  // Odds 9 and 1: the square root of 9 is 3, so 3 / 4.
  expect(cameraProbability({ score: 0.9, cameraLogit: 0, hasName }, decision)).toBeCloseTo(0.75, 9);
});

it("the camera head's logit counts with its weight", () => {
  // Logits 0, 0 and ln 9 times a half: odds 3, so 3 / 4.
  const signs = { score: 0.5, cameraLogit: Math.log(9), hasName: false };
  expect(cameraProbability(signs, decision)).toBeCloseTo(0.75, 9);
});

it('a name on it multiplies the odds of a camera', () => {
  // Odds 1 times e to the power of ln 4: 4, so 4 / 5.
  expect(cameraProbability({ score: 0.5, cameraLogit: 0, hasName: true }, decision)).toBeCloseTo(0.8, 9);
});

it('softmax divides by the temperature and survives large logits', () => {
  expect(softmax([0, Math.log(3)])).toEqual([expect.closeTo(0.25, 9), expect.closeTo(0.75, 9)]);
  expect(softmax([0, Math.log(9)], 2)).toEqual([expect.closeTo(0.25, 9), expect.closeTo(0.75, 9)]);
  expect(softmax([1000, 0])[0]).toBeCloseTo(1, 9);
});

it('logit and sigmoid undo each other and stay finite at the ends', () => {
  expect(sigmoid(logit(0.2))).toBeCloseTo(0.2, 9);
  expect(Number.isFinite(logit(0)) && Number.isFinite(logit(1))).toBe(true);
});
