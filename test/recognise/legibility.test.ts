import { describe, expect, it } from 'vitest';
import type { Quad } from '../../src/image/geometry.js';
import { adviceFor, isCutOff, letterPxOf, type View } from '../../src/recognise/legibility.js';
import type { ReadLine } from '../../src/recognise/wordmark/read.js';
import { decision } from './decision.js';

const view: View = { sidePx: 100, letterPx: 5, blurPx: 1, light: 200, occlusion: 0 };

describe('the advice', () => {
  it.each(['too-small', 'ambiguous', 'no-evidence'] as const)('for %s names the pixels that letters lack', (reason) => {
    expect(adviceFor(reason, view, decision)).toMatchObject({ code: 'step-closer', morePx: 3 });
    const { text, morePx } = adviceFor(reason, { ...view, letterPx: 7.9 }, decision);
    expect([text, morePx]).toEqual([expect.stringContaining('about 1 more pixel of'), 1]);
  });

  it.each(['ambiguous', 'no-evidence'] as const)('for %s is another angle where letters are high enough', (reason) => {
    const advice = adviceFor(reason, { ...view, letterPx: decision.legibleLetterPx }, decision);
    expect(advice.code).toBe('other-angle');
    expect(advice).not.toHaveProperty('morePx');
  });

  it.each([
    ['blurred', 'hold-still'],
    ['dark', 'more-light'],
    ['occluded', 'other-angle'],
  ] as const)('for %s is %s', (reason, code) => {
    const advice = adviceFor(reason, view, decision);
    expect(advice.code).toBe(code);
    expect(advice).not.toHaveProperty('morePx');
  });
});

describe('a camera that the edge of the photo cuts', () => {
  // Of 800 pixels, the detector's own are 2 wide: 4 are near.
  const photo = { width: 800, height: 600 };
  it.each([
    ['left', { x: 3, y: 100, width: 50, height: 50 }],
    ['top', { x: 100, y: 3, width: 50, height: 50 }],
    ['right', { x: 747, y: 100, width: 50, height: 50 }],
    ['bottom', { x: 100, y: 547, width: 50, height: 50 }],
  ])('%s', (_, box) => {
    expect(isCutOff(box, photo)).toBe(true);
  });

  it('is not one that stands a little away from it', () => {
    expect(isCutOff({ x: 4, y: 4, width: 792, height: 592 }, photo)).toBe(false);
  });
});

describe("the letters' height", () => {
  const quad = (width: number, height: number): Quad => [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
  const line = (changes: Partial<ReadLine> = {}): ReadLine => ({
    text: 'MICVISION',
    confidence: 0.8,
    box: { x: 0, y: 0, width: 40, height: 10 },
    quad: quad(40, 10),
    look: { name: 'axis', probability: 0, blank: 0 },
    match: null,
    ...changes,
  });
  const known = { brand: null, lineage: null, similarity: 1, score: 1 };
  const match = { kind: 'name', name: 'axis', spelling: 'AXIS', ...known } as const;

  it('is a share of the camera without a line', () => {
    expect(letterPxOf([], 100, decision)).toBeCloseTo(5, 9);
  });

  it('is measured on a line that may be a mark', () => {
    expect(letterPxOf([line()], 100, decision)).toBeCloseTo(6, 9);
  });

  it('is measured on the line of a name before any other', () => {
    expect(letterPxOf([line({ quad: quad(60, 15) }), line({ match })], 100, decision)).toBeCloseTo(6, 9);
  });

  it.each([
    ['was read and names nobody', line({ confidence: 0.98 })],
    ['is short', line({ text: 'NS' })],
    ['is hardly longer than high', line({ quad: quad(20, 10) })],
    ['is far too high', line({ quad: quad(100, 25) })],
    ['is far too low', line({ quad: quad(40, 3) })],
  ])('is not measured on a line that %s', (_, other) => {
    expect(letterPxOf([other], 100, decision)).toBeCloseTo(5, 9);
  });
});
