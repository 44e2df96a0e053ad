import { expect, it } from 'vitest';
import { worstErrors } from '../../src/metrics/worst.js';
import { sampleOf } from '../support/samples.js';

const samples = [
  sampleOf({ id: 'right' }, 'hikvision'),
  sampleOf({ id: 'missed', brand: 'dahua' }, 'other-brand', 0.9),
  sampleOf({ id: 'missed-surer', brand: 'dahua' }, 'no-camera', 0.95),
  sampleOf({ id: 'missed-failed', brand: 'dahua' }, 'failed'),
  sampleOf({ id: 'not-legible', brand: 'dahua', wordmarkLegible: false }, 'unknown-brand'),
  sampleOf({ id: 'nobody-said', brand: 'dahua', wordmarkLegible: null }, 'unknown-brand'),
  sampleOf({ id: 'lamp', brand: 'none' }, 'unknown-brand', 0.4),
  sampleOf({ id: 'no-lamp', brand: 'none' }, 'no-camera'),
  sampleOf({ id: 'rebadge', brand: 'other:imou', family: 'dahua' }, 'dahua', 0.99),
  sampleOf({ id: 'wrong', brand: 'other:axis' }, 'dahua', 0.7),
  sampleOf({ id: 'wrong-surer', brand: 'none' }, 'dahua', 0.8),
];

it('are wrong claims, then the parent of a rebadge, then cameras where none is, then legible marks; the surest first', () => {
  expect(worstErrors(samples).map(({ error, id }) => [error, id])).toEqual([
    ['wrong-claim', 'wrong-surer'],
    ['wrong-claim', 'wrong'],
    ['family-claim', 'rebadge'],
    ['false-camera', 'lamp'],
    ['missed-mark', 'missed-surer'],
    ['missed-mark', 'missed'],
    ['missed-mark', 'missed-failed'],
  ]);
});

it('say what was answered, by which rule, and what was read', () => {
  const [wrong, failed] = [samples[9], samples[3]].map((sample) => worstErrors(sample ? [sample] : [])[0]);
  expect(wrong).toMatchObject({ label: 'other:axis', answer: 'dahua', confidence: 0.7, rule: 1, read: ['HIKVISION'] });
  expect(failed).toMatchObject({ answer: 'failed', confidence: null, rule: null, reason: 'unreadable', read: [] });
});

it('are so many at most, and the same in whatever order they come', () => {
  expect(worstErrors(samples, 2)).toHaveLength(2);
  expect(worstErrors([...samples].reverse())).toEqual(worstErrors(samples));
});
