import { expect, it } from 'vitest';
import { aurc, riskCoverage } from '../../src/metrics/risk.js';

const right = (confidence: number) => ({ confidence, right: true });
const wrong = (confidence: number) => ({ confidence, right: false });

it('goes from the surest to all', () => {
  expect(riskCoverage([wrong(0.6), right(0.9), right(0.7), wrong(0.8)])).toEqual([
    { confidence: 0.9, coverage: 0.25, risk: 0 },
    { confidence: 0.8, coverage: 0.5, risk: 0.5 },
    { confidence: 0.7, coverage: 0.75, risk: 1 / 3 },
    { confidence: 0.6, coverage: 1, risk: 0.5 },
  ]);
});

it('has the area (0 + 1/2 + 1/3 + 1/2) / 4', () => {
  expect(aurc([right(0.9), wrong(0.8), right(0.7), wrong(0.6)])).toBeCloseTo(1 / 3, 12);
});

it('takes answers of the same confidence together, whichever comes first', () => {
  for (const answers of [
    [right(0.8), wrong(0.8)],
    [wrong(0.8), right(0.8)],
  ]) {
    expect(riskCoverage(answers)).toEqual([{ confidence: 0.8, coverage: 1, risk: 0.5 }]);
    expect(aurc(answers)).toBe(0.5);
  }
});

it('is 0 when all is right, 1 when nothing is, nothing of nothing', () => {
  expect(aurc([right(0.9), right(0.1)])).toBe(0);
  expect(aurc([wrong(0.9), wrong(0.1)])).toBe(1);
  expect(aurc([])).toBeNull();
});
