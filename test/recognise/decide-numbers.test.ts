/** What an answer's numbers are made of, and which of several marks, model numbers and cameras counts. */
import { describe, expect, it } from 'vitest';
import { decideCamera, decidePhoto } from '../../src/recognise/decide.js';
import { axis, decision, facts, lineage, mark } from './decision.js';

/** The rules with names that are right so often, whoever's. */
function withMarksRight(probability: number) {
  const table = [{ upTo: 1, probability, n: 100 }];
  return { ...decision, wordmark: { hikvision: table, dahua: table, other: table } };
}
const hikvisionLike = { hikvision: 0.98, dahua: 0.01, other: 0.01 };
const dahuaLike = { hikvision: 0.01, dahua: 0.98, other: 0.01 };

describe('a claim needs', () => {
  it('a name that stands alone: the shape cannot help it', () => {
    // Together they'd be at 0.98.
    const one = facts({ marks: [mark('hikvision')], housing: hikvisionLike });
    expect(decideCamera(one, withMarksRight(0.85))).toMatchObject({ rule: 3, kind: 'unknown-brand', brand: null });
    expect(decideCamera(one, withMarksRight(0.9))).toMatchObject({ rule: 2, brand: 'hikvision' });
  });

  it('a name that stands against the shape', () => {
    // 0.95 sqrt(0.03) over that and 0.025 sqrt(2.94) + 0.025 sqrt(0.03): 0.78.
    const one = facts({ marks: [mark('hikvision')], housing: dahuaLike });
    expect(decideCamera(one, withMarksRight(0.95))).toMatchObject({ rule: 3, kind: 'unknown-brand', brand: null });
    expect(decideCamera(one, withMarksRight(0.99))).toMatchObject({ rule: 2, brand: 'hikvision' });
  });
});

describe('an answer is as sure as both that it is a camera and whose', () => {
  it.each([
    ['by a mark', facts({ marks: [mark('dahua')], detection: 0.8 }), 'dahua'],
    ["by another maker's mark", facts({ marks: [axis], detection: 0.8 }), 'other'],
    ['by the shape', facts({ housing: dahuaLike, detection: 0.975 }), 'dahua'],
    [
      "by another maker's shape",
      facts({ housing: { hikvision: 0.02, dahua: 0.02, other: 0.96 }, detection: 0.95 }),
      'other',
    ],
  ] as const)('%s', (_, one, name) => {
    const { kind, confidence, probabilities } = decideCamera(one, decision);
    expect(kind).toBe(name === 'other' ? 'other-brand' : 'brand');
    expect(confidence).toBeCloseTo(probabilities[name] * one.detection, 12);
  });

  it("and no surer of another maker's shape than is asked for", () => {
    const housing = { hikvision: 0.02, dahua: 0.02, other: 0.96 };
    expect(decideCamera(facts({ housing, detection: 0.93 }), decision)).toMatchObject({ rule: 6 });
  });
});

it('the surer of two readings of a name counts, whichever comes first', () => {
  for (const marks of [
    [mark('hikvision', 0.4), mark('hikvision')],
    [mark('hikvision'), mark('hikvision', 0.4)],
  ]) {
    expect(decideCamera(facts({ marks }), decision)).toMatchObject({ rule: 2, brand: 'hikvision' });
  }
});

it('the likelier of both brands is claimed by the shape', () => {
  for (const [housing, brand] of [
    [hikvisionLike, 'hikvision'],
    [dahuaLike, 'dahua'],
  ] as const) {
    expect(decideCamera(facts({ housing, detection: 1 }), decision)).toMatchObject({ rule: 4, kind: 'brand', brand });
  }
});

it('one model number of another family is enough to tell none', () => {
  const [a, b] = [lineage('dahua', 'model-number'), lineage('hikvision', 'model-number')];
  expect(decideCamera(facts({ modelNumbers: [a, a, b] }), decision).lineage).toBeNull();
  expect(decideCamera(facts({ modelNumbers: [a, a, a] }), decision).lineage).toEqual(a);
});

it('rebadges are thought of where a brand is likely or a number was read, and nowhere else', () => {
  const flagsOf = (change: Parameters<typeof facts>[0]) => decideCamera(facts(change), decision).flags;
  expect(flagsOf({ housing: { hikvision: 0.5, dahua: 0.3, other: 0.2 } })).toEqual(['rebadge-possible']);
  expect(flagsOf({ housing: { hikvision: 0.49, dahua: 0.31, other: 0.2 } })).toEqual([]);
  expect(flagsOf({ marks: [mark('hikvision')], housing: hikvisionLike })).toEqual([]);
});

it('the first of equally sure cameras is the best one of a photo', () => {
  const camera = { kind: 'other-brand', brand: null, brandName: 'axis', confidence: 0.9 } as const;
  expect(decidePhoto([camera, { ...camera, brandName: 'bosch' }], 0.1)).toEqual({ ...camera, camera: 0 });
});
