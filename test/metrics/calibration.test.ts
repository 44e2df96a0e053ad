import { describe, expect, it } from 'vitest';
import { answersOf } from '../../src/metrics/answers.js';
import { calibrationOf } from '../../src/metrics/ece.js';
import { sampleOf } from '../support/samples.js';

const right = (confidence: number) => ({ confidence, right: true });
const wrong = (confidence: number) => ({ confidence, right: false });

describe('an answer', () => {
  it.each([
    { brand: 'dahua', answer: 'dahua' as const, rights: [true] },
    { brand: 'dahua', answer: 'hikvision' as const, rights: [false] },
    { brand: 'other:axis', answer: 'other-brand' as const, rights: [true] },
    { brand: 'generic', answer: 'other-brand' as const, rights: [false] },
    { brand: 'dahua', answer: 'other-brand' as const, rights: [false] },
    { brand: 'none', answer: 'no-camera' as const, rights: [true] },
    { brand: 'generic', answer: 'no-camera' as const, rights: [false] },
    { brand: 'none', answer: 'unknown-brand' as const, rights: [] },
    { brand: 'none', answer: 'failed' as const, rights: [] },
  ])('$answer on $brand: $rights', ({ brand, answer, rights }) => {
    expect(answersOf([sampleOf({ brand }, answer)]).map((one) => one.right)).toEqual(rights);
  });
});

describe('the calibration error', () => {
  it('is the gap of each bin, weighted: (2 * 0.45 + 0.45 + 0.15) / 4', () => {
    const { ece, bins, n } = calibrationOf([right(0.95), wrong(0.95), right(0.55), wrong(0.15)]);
    expect(ece).toBeCloseTo(0.375, 12);
    expect(n).toBe(4);
    expect(bins[9]).toMatchObject({ n: 2, confidence: 0.95, accuracy: 0.5 });
    expect(bins[0]).toEqual({ from: 0, to: 0.1, n: 0, confidence: null, accuracy: null });
  });

  it('is 0 when nine in ten are right at 0.9', () => {
    expect(calibrationOf([...Array.from({ length: 9 }, () => right(0.9)), wrong(0.9)]).ece).toBeCloseTo(0, 12);
  });

  it('puts 1 into the last bin and a border into the upper one', () => {
    const { bins } = calibrationOf([right(1), right(0.5)]);
    expect(bins.map(({ n }) => n)).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('of nothing is nothing', () => {
    expect(calibrationOf([]).ece).toBeNull();
  });
});
