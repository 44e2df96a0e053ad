import { describe, expect, it } from 'vitest';
import { claimFigures, claimOutcome, claimsByGround, claimsOnOthers, confusion } from '../../src/metrics/claims.js';
import type { Sample } from '../../src/metrics/sample.js';
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

const claim = (label: Parameters<typeof sampleOf>[0], rule: number): Sample => {
  const { row, record } = sampleOf(label, 'hikvision');
  if (record.status === 'failed') throw new Error('an answer');
  return { row, record: { ...record, cameras: record.cameras.map((camera) => ({ ...camera, rule })) } };
};

it('are told apart by what they rest on and whether a person can read the mark', () => {
  const figures = claimsByGround([
    claim({}, 2),
    claim({ brand: 'dahua', wordmarkLegible: false }, 2),
    claim({ wordmarkLegible: null }, 2),
    claim({ wordmarkLegible: false }, 4),
    sampleOf({}, 'other-brand'),
  ]);
  expect(figures).toMatchObject({
    mark: { all: { k: 2, n: 3 }, legible: { k: 1, n: 1 }, notLegible: { k: 0, n: 1 } },
    shape: { all: { k: 1, n: 1 }, legible: { n: 0 }, notLegible: { k: 1, n: 1 } },
  });
});

it('on other makers and nameless cameras are counted, right labels or not', () => {
  const labels = ['other:axis', 'generic', 'none', 'hikvision'];
  const claimed = labels.map((brand) => sampleOf({ brand }, 'dahua'));
  expect(claimsOnOthers([...claimed, sampleOf({ brand: 'other:axis' }, 'failed')])).toMatchObject({ k: 2, n: 3 });
});
