import { describe, expect, it } from 'vitest';
import { claimFigures, claimOutcome, confusion } from '../../src/metrics/claims.js';
import { sampleOf } from '../support/samples.js';

describe('a claim', () => {
  it.each([
    { label: { brand: 'hikvision' }, answer: 'hikvision' as const, outcome: 'right' },
    { label: { brand: 'dahua' }, answer: 'hikvision' as const, outcome: 'wrong' },
    { label: { brand: 'other:hilook', family: 'hikvision' as const }, answer: 'hikvision' as const, outcome: 'family' },
    { label: { brand: 'other:hilook', family: 'hikvision' as const }, answer: 'dahua' as const, outcome: 'wrong' },
    { label: { brand: 'generic' }, answer: 'dahua' as const, outcome: 'wrong' },
    { label: { brand: 'none' }, answer: 'dahua' as const, outcome: 'wrong' },
    { label: { brand: 'hikvision' }, answer: 'other-brand' as const, outcome: null },
    { label: { brand: 'hikvision' }, answer: 'failed' as const, outcome: null },
  ])('$answer on $label.brand is $outcome', ({ label, answer, outcome }) => {
    expect(claimOutcome(sampleOf(label, answer))).toBe(outcome);
  });
});

const samples = [
  sampleOf({ brand: 'hikvision' }, 'hikvision'),
  sampleOf({ brand: 'hikvision' }, 'unknown-brand'),
  sampleOf({ brand: 'dahua' }, 'dahua'),
  sampleOf({ brand: 'dahua' }, 'hikvision'),
  sampleOf({ brand: 'dahua' }, 'failed'),
  sampleOf({ brand: 'other:imou', family: 'dahua' }, 'dahua'),
  sampleOf({ brand: 'other:axis' }, 'other-brand'),
  sampleOf({ brand: 'none' }, 'no-camera'),
];

it('are counted: 2 right, 1 family, 1 wrong; 5 branded of 8', () => {
  expect(claimFigures(samples)).toMatchObject({
    pictures: 8,
    failed: 1,
    right: 2,
    family: 1,
    wrong: 1,
    precision: { k: 2, n: 4, share: 0.5 },
    precisionWithoutFamily: { k: 2, n: 3 },
    rightClaims: { k: 2, n: 5, share: 0.4 },
    coverage: { k: 4, n: 8, share: 0.5 },
  });
});

it('of nothing have no share', () => {
  expect(claimFigures([])).toMatchObject({ pictures: 0, precision: { share: null }, rightClaims: { share: null } });
});

it('are set against the labels, other makers together', () => {
  expect(confusion(samples)).toEqual({
    hikvision: { hikvision: 1, 'unknown-brand': 1 },
    dahua: { dahua: 1, hikvision: 1, failed: 1 },
    other: { dahua: 1, 'other-brand': 1 },
    none: { 'no-camera': 1 },
  });
});
