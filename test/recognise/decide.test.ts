import { describe, expect, it } from 'vitest';
import { decideCamera, decidePhoto, type Facts } from '../../src/recognise/decide.js';
import type { Likeness } from '../../src/recognise/gallery.js';
import { axis, decision, facts, hilook, lineage, mark, unlike } from './decision.js';

describe('rule 1: names of two makers on one camera', () => {
  it('claims nothing when two brands were read', () => {
    const decided = decideCamera(facts({ marks: [mark('hikvision'), mark('dahua', 0.9)] }), decision);
    expect(decided).toMatchObject({ rule: 1, kind: 'unknown-brand', reason: 'ambiguous' });
  });

  it('claims when the same brand was read twice', () => {
    const decided = decideCamera(facts({ marks: [mark('hikvision'), mark('hikvision', 0.9)] }), decision);
    expect(decided).toMatchObject({ rule: 2, kind: 'brand', brand: 'hikvision' });
  });
});

describe('rule 2: a name that was read decides', () => {
  it('claims the brand though the shape leans the other way', () => {
    const housing = { hikvision: 0.2, dahua: 0.6, other: 0.2 };
    expect(decideCamera(facts({ housing, marks: [mark('hikvision')] }), decision)).toMatchObject({
      rule: 2,
      kind: 'brand',
      brand: 'hikvision',
    });
  });

  it('says other-brand for a sub-brand, whatever the shape, and flags the family', () => {
    const housing = { hikvision: 0.9, dahua: 0.05, other: 0.05 };
    const decided = decideCamera(facts({ housing, marks: [hilook] }), decision);
    expect(decided).toMatchObject({
      rule: 2,
      kind: 'other-brand',
      brand: null,
      brandName: 'hilook',
      flags: ['rebadge-possible'],
    });
  });

  it('needs no certain size: a name that was read on a small camera counts', () => {
    expect(decideCamera(facts({ sidePx: 50, letterPx: 5, marks: [mark('dahua')] }), decision)).toMatchObject({
      kind: 'brand',
      brand: 'dahua',
      flags: ['small'],
    });
  });
});

describe('rule 3: a name that was hardly read', () => {
  it('claims nothing below the threshold', () => {
    const decided = decideCamera(facts({ marks: [mark('hikvision', 0.4)] }), decision);
    expect(decided).toMatchObject({ rule: 3, kind: 'unknown-brand', reason: 'ambiguous' });
  });

  it("claims nothing where the name stands on what's hardly a camera", () => {
    const clear = { marks: [mark('hikvision')] };
    expect(decideCamera(facts({ ...clear, detection: 0.59 }), decision)).toMatchObject({ rule: 3, confidence: 0.59 });
    expect(decideCamera(facts({ ...clear, detection: 0.6 }), decision)).toMatchObject({ rule: 2, kind: 'brand' });
  });
});

it("rule 3 asks less of another maker's name than of a brand's", () => {
  const table = [{ upTo: 1, probability: 0.7, n: 10 }];
  const spec = { ...decision, otherNameThreshold: 0.5, wordmark: { hikvision: table, dahua: table, other: table } };
  expect(decideCamera(facts({ marks: [axis] }), spec)).toMatchObject({ rule: 2, kind: 'other-brand' });
  expect(decideCamera(facts({ marks: [mark('hikvision')] }), spec)).toMatchObject({ rule: 3, kind: 'unknown-brand' });
});

describe('rule 4: the shape alone', () => {
  const sure = { hikvision: 0.99, dahua: 0.005, other: 0.005 };

  it('claims a brand when it is very sure', () => {
    expect(decideCamera(facts({ housing: sure, detection: 1 }), decision)).toMatchObject({
      rule: 4,
      kind: 'brand',
      brand: 'hikvision',
      confidence: 0.99,
    });
  });

  it.each([
    ['just under the threshold', { housing: { hikvision: 0.949, dahua: 0.051, other: 0 }, detection: 1 }],
    ['hardly a camera', { housing: sure, detection: 0.9 }],
    ['too small', { housing: sure, detection: 1, sidePx: decision.shapeSidePx - 1 }],
    ['blurred', { housing: sure, detection: 1, blurPx: 300 * decision.shapeBlurAbove * 1.01 }],
    ['dark', { housing: sure, detection: 1, light: decision.darkBelow - 1 }],
    ['occluded', { housing: sure, detection: 1, occlusion: decision.occludedAbove + 0.01 }],
  ])('claims nothing when %s', (_, change) => {
    expect(decideCamera(facts(change), decision)).toMatchObject({ rule: 6, kind: 'unknown-brand', brand: null });
  });
});

it('rule 4 needs letters neither so high nor so sharp as a mark does', () => {
  const sure = { hikvision: 0.99, dahua: 0.005, other: 0.005 };
  const view = { sidePx: decision.shapeSidePx, letterPx: 4, blurPx: decision.shapeSidePx * decision.shapeBlurAbove };
  expect(decideCamera(facts({ housing: sure, detection: 1, ...view }), decision)).toMatchObject({
    rule: 4,
    kind: 'brand',
    flags: ['small', 'blurred', 'rebadge-possible'],
  });
});

describe('rule 4: a housing that a rebadge has, too', () => {
  const sure = { housing: { hikvision: 0.99, dahua: 0.005, other: 0.005 }, detection: 1 };
  const near = decision.gallery.rebadgeSimilarity;
  const like = (rebadges: Likeness['rebadges']): Partial<Facts> => ({ ...sure, likeness: { taught: null, rebadges } });

  it('claims no parent by its shape', () => {
    expect(decideCamera(facts(like({ hikvision: near, dahua: 0 })), decision)).toMatchObject({
      rule: 6,
      kind: 'unknown-brand',
      flags: ['rebadge-possible'],
    });
  });

  it("claims it where the housing comes less near, or near to the other family's rebadge only", () => {
    for (const rebadges of [
      { hikvision: near - 0.01, dahua: 0 },
      { hikvision: 0, dahua: 1 },
    ]) {
      expect(decideCamera(facts(like(rebadges)), decision)).toMatchObject({ rule: 4, brand: 'hikvision' });
    }
  });

  it('does not keep a name that was read from claiming', () => {
    const read = { ...like({ hikvision: 1, dahua: 1 }), marks: [mark('hikvision')] };
    expect(decideCamera(facts(read), decision)).toMatchObject({ rule: 2, brand: 'hikvision' });
  });
});

describe('rule 9: a housing that was taught', () => {
  const taught = { brandName: 'acme', similarity: 0.9, probability: 0.99 };
  const likeness: Likeness = { ...unlike, taught };

  it("is the other maker's, by its name", () => {
    const decided = decideCamera(facts({ likeness }), decision);
    expect(decided).toMatchObject({ rule: 9, kind: 'other-brand', brand: null, brandName: 'acme' });
    // The shape says nothing (a third each): the match's probability times the camera's.
    expect(decided.confidence).toBeCloseTo(0.99 * 0.99, 9);
  });

  it('claims no brand, though the shape alone would', () => {
    const sure = { housing: { hikvision: 0.96, dahua: 0.02, other: 0.02 }, detection: 1 };
    expect(decideCamera(facts(sure), decision)).toMatchObject({ rule: 4, kind: 'brand' });
    expect(decideCamera(facts({ ...sure, likeness }), decision)).toMatchObject({ rule: 9, kind: 'other-brand' });
    const unsure = { ...likeness, taught: { ...taught, probability: 0.6 } };
    expect(decideCamera(facts({ ...sure, likeness: unsure }), decision)).toMatchObject({ rule: 6, brand: null });
  });

  it.each([
    ['a name was read', { marks: [mark('hikvision')] }, 2],
    ['it is too small', { sidePx: decision.shapeSidePx - 1 }, 6],
    ['it is blurred', { blurPx: 300 * decision.shapeBlurAbove + 1 }, 6],
    ['it is dark', { light: decision.darkBelow - 1 }, 6],
    ['it is hardly a camera', { detection: 0.9 }, 6],
  ])('decides nothing when %s', (_, change, rule) => {
    expect(decideCamera(facts({ likeness, ...change }), decision).rule).toBe(rule);
  });
});

describe('rule 5: another maker by the shape alone', () => {
  it.each([
    [0.95, 5, 'other-brand'],
    [0.7, 6, 'unknown-brand'],
  ])('at %f of other: rule %i, %s', (other, rule, kind) => {
    const housing = { hikvision: (1 - other) / 2, dahua: (1 - other) / 2, other };
    expect(decideCamera(facts({ housing, detection: 1 }), decision)).toMatchObject({ rule, kind });
  });
});

describe('rule 6: the reason that is given', () => {
  const justTooSmall = { letterPx: decision.smallLetterPx * 0.99 };
  const justBlurred = { blurPx: 15 * decision.blurredAbove * 1.01 };
  const justDark = { light: decision.darkBelow * 0.99 };
  const justOccluded = { occlusion: decision.occludedAbove * 1.01 };

  it.each<[string, Partial<Facts>]>([
    ['too-small', justTooSmall],
    ['blurred', justBlurred],
    ['dark', justDark],
    ['occluded', justOccluded],
    ['ambiguous', {}],
    ['no-evidence', { housing: { hikvision: 0.6, dahua: 0.3, other: 0.1 } }],
  ])('%s', (reason, change) => {
    expect(decideCamera(facts(change), decision)).toMatchObject({ kind: 'unknown-brand', reason });
  });

  it.each<[string, Partial<Facts>]>([
    ['too-small', { letterPx: decision.smallLetterPx }],
    ['blurred', { blurPx: 15 * decision.blurredAbove }],
    ['dark', { light: decision.darkBelow }],
    ['occluded', { occlusion: decision.occludedAbove }],
    ['blurred', { blurPx: null }],
  ])('not %s at the limit', (_, change) => {
    expect(decideCamera(facts(change), decision)).toMatchObject({ reason: 'ambiguous', flags: [] });
  });

  it('is what hinders most, and the flags tell all', () => {
    const both = { letterPx: decision.smallLetterPx / 2, light: decision.darkBelow / 1.5, blurPx: 0 };
    expect(decideCamera(facts(both), decision)).toMatchObject({ reason: 'too-small', flags: ['small', 'dark'] });
    const darker = { ...both, light: decision.darkBelow / 3 };
    expect(decideCamera(facts(darker), decision)).toMatchObject({ reason: 'dark', flags: ['small', 'dark'] });
  });

  it('is that of the picture for a name that was hardly read, too', () => {
    const hardly = { marks: [mark('hikvision', 0.4)] };
    expect(decideCamera(facts({ ...hardly, ...justTooSmall }), decision)).toMatchObject({
      rule: 3,
      reason: 'too-small',
    });
    expect(decideCamera(facts(hardly), decision)).toMatchObject({ rule: 3, reason: 'ambiguous' });
  });
});

describe('the name that is shown and the family behind it', () => {
  it.each([
    ['a brand', mark('hikvision'), { brand: 'hikvision', brandName: 'hikvision', lineage: { link: 'own-brand' } }],
    ['a sub-brand', hilook, { brand: null, brandName: 'hilook', lineage: { family: 'hikvision', link: 'sub-brand' } }],
    ['another maker', axis, { brand: null, brandName: 'axis', lineage: null }],
  ])('of %s', (_, one, expected) => {
    expect(decideCamera(facts({ marks: [one] }), decision)).toMatchObject(expected);
  });

  it('no mark, no name: neither by the shape nor where two names were read', () => {
    const sure = { hikvision: 0.99, dahua: 0.005, other: 0.005 };
    const byShape = decideCamera(facts({ housing: sure, detection: 1 }), decision);
    expect(byShape).toMatchObject({ rule: 4, brandName: null, lineage: null });
    const two = decideCamera(facts({ marks: [mark('hikvision'), axis] }), decision);
    expect(two).toMatchObject({ rule: 1, brandName: null, lineage: null });
  });

  it('a model number tells the family, no name, and that it may be rebadged', () => {
    const number = lineage('hikvision', 'model-number');
    const decided = decideCamera(facts({ modelNumbers: [number, number] }), decision);
    expect(decided).toMatchObject({ kind: 'unknown-brand', brandName: null, lineage: number });
    expect(decided.flags).toEqual(['rebadge-possible']);
  });

  it('model numbers of two families tell none', () => {
    const modelNumbers = [lineage('hikvision', 'model-number'), lineage('dahua', 'model-number')];
    expect(decideCamera(facts({ modelNumbers }), decision).lineage).toBeNull();
  });
});

describe('rules 7 and 8: the photo', () => {
  const unknown = { kind: 'unknown-brand', brand: null, brandName: null, confidence: 0.9 } as const;
  const other = { kind: 'other-brand', brand: null, brandName: 'axis', confidence: 0.95 } as const;
  const brand = { kind: 'brand', brand: 'dahua', brandName: 'dahua', confidence: 0.85 } as const;

  it('takes a brand before another brand before unknown', () => {
    const { brandName: _, ...claim } = brand;
    expect(decidePhoto([unknown, other, brand], 0.1)).toEqual({ ...claim, camera: 2 });
    expect(decidePhoto([unknown, other], 0.1)).toEqual({ ...other, camera: 1 });
  });

  it('takes the surer of two', () => {
    const surer = { ...brand, brand: 'hikvision', confidence: 0.97 } as const;
    expect(decidePhoto([brand, surer], 0.1)).toMatchObject({ brand: 'hikvision', camera: 1 });
  });

  it('says no-camera only without one', () => {
    expect(decidePhoto([], 0.93)).toEqual({ kind: 'no-camera', brand: null, confidence: 0.93, camera: null });
    expect(decidePhoto([unknown], 0.93).kind).toBe('unknown-brand');
  });
});
