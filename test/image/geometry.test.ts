import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  boundingBox,
  clampBox,
  coveredShare,
  expandBox,
  intersectionArea,
  iou,
  nms,
  squareAround,
  tiles,
  toBoxNorm,
  type BoxPx,
  wholePixels,
} from '../../src/image/geometry.js';

const box = (x: number, y: number, width: number, height: number): BoxPx => ({ x, y, width, height });

const boxes = fc
  .record({
    x: fc.integer({ min: -50, max: 150 }),
    y: fc.integer({ min: -50, max: 150 }),
    width: fc.integer({ min: 1, max: 100 }),
    height: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ x, y, width, height }) => box(x, y, width, height));

it.each([
  { what: 'the same', other: box(0, 0, 10, 10), area: 100, share: 1 },
  { what: 'half to the right', other: box(5, 0, 10, 10), area: 50, share: 50 / 150 },
  { what: 'a quarter inside', other: box(0, 0, 5, 5), area: 25, share: 0.25 },
  { what: 'touching', other: box(10, 0, 10, 10), area: 0, share: 0 },
  { what: 'apart', other: box(20, 20, 10, 10), area: 0, share: 0 },
  { what: 'empty', other: box(5, 5, 0, 0), area: 0, share: 0 },
])('measures the overlap with a box that is $what', ({ other, area, share }) => {
  expect(intersectionArea(box(0, 0, 10, 10), other)).toBe(area);
  expect(iou(box(0, 0, 10, 10), other)).toBeCloseTo(share, 12);
});

it('has an IoU that is symmetric and between 0 and 1', () => {
  fc.assert(
    fc.property(boxes, boxes, (a, b) => {
      expect(iou(a, b)).toBe(iou(b, a));
      expect(iou(a, b)).toBeGreaterThanOrEqual(0);
      expect(iou(a, b)).toBeLessThanOrEqual(1);
    }),
  );
});

it('tells how much of the inner box lies in the outer', () => {
  expect(coveredShare(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBe(0.5);
  expect(coveredShare(box(0, 0, 1, 1), box(0, 0, 0, 0))).toBe(0);
});

it('clamps a box to the picture, to nothing when it is outside', () => {
  const size = { width: 100, height: 50 };
  expect(clampBox(box(-10, -10, 30, 30), size)).toEqual(box(0, 0, 20, 20));
  expect(clampBox(box(90, 40, 30, 30), size)).toEqual(box(90, 40, 10, 10));
  expect(clampBox(box(200, 0, 10, 10), size)).toMatchObject({ width: 0 });
});

it('gives shares of the picture that stay within it', () => {
  fc.assert(
    fc.property(boxes, (any) => {
      const [x, y, width, height] = toBoxNorm(any, { width: 100, height: 100 });
      for (const value of [x, y, width, height]) expect(value >= 0 && value <= 1).toBe(true);
      expect(x + width).toBeLessThanOrEqual(1.000001);
      expect(y + height).toBeLessThanOrEqual(1.000001);
    }),
  );
  expect(toBoxNorm(box(25, 10, 50, 20), { width: 100, height: 40 })).toEqual([0.25, 0.25, 0.5, 0.5]);
});

it('grows a box round its centre', () => {
  expect(expandBox(box(10, 10, 20, 10), 0.5)).toEqual(box(0, 5, 40, 20));
  expect(squareAround(box(10, 10, 20, 10), 1.5)).toEqual(box(5, 0, 30, 30));
});

it('bounds points', () => {
  const points = [
    { x: 3, y: 9 },
    { x: -1, y: 4 },
    { x: 5, y: 6 },
  ];
  expect(boundingBox(points)).toEqual(box(-1, 4, 6, 5));
});

it('keeps the best of boxes that overlap too much, and every box that does not', () => {
  const best = { box: box(0, 0, 10, 10), score: 0.9 };
  const repeat = { box: box(1, 0, 10, 10), score: 0.8 };
  const part = { box: box(2, 2, 4, 4), score: 0.7 };
  const neighbour = { box: box(10, 0, 10, 10), score: 0.6 };
  expect(nms([neighbour, part, repeat, best], 0.5, 0.8)).toEqual([best, neighbour]);
  expect(nms([neighbour, part, repeat, best], 0.9, 1)).toEqual([best, repeat, part, neighbour]);
});

it('covers every pixel with tiles that stay inside and overlap', () => {
  const sizes = fc.record({ width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 400 }) });
  fc.assert(
    fc.property(sizes, fc.constantFrom(0, 0.2, 0.5), (size, overlap) => {
      const all = tiles(size, 100, overlap);
      for (const tile of all) expect(clampBox(tile, size)).toEqual(tile);
      const columns = [...new Set(all.map(({ x }) => x))].sort((a, b) => a - b);
      expect(columns[0]).toBe(0);
      expect((columns.at(-1) ?? 0) + Math.min(100, size.width)).toBe(size.width);
      // Starts are on whole pixels, so that an overlap may be one pixel short.
      for (const [i, x] of columns.slice(1).entries()) {
        expect((columns[i] ?? Number.NaN) + 100 - x).toBeGreaterThanOrEqual(100 * overlap - 1);
      }
    }),
  );
});

it.each([
  ['inside', { x: 1.2, y: 2.8, width: 3.1, height: 1.1 }, { left: 1, top: 2, width: 4, height: 2 }],
  ['on whole pixels', { x: 1, y: 2, width: 3, height: 4 }, { left: 1, top: 2, width: 3, height: 4 }],
  ['over the corner', { x: 98.5, y: 47.5, width: 10, height: 10 }, { left: 98, top: 47, width: 2, height: 3 }],
  ['on the far edge', { x: 100, y: 50, width: 5, height: 5 }, { left: 99, top: 49, width: 1, height: 1 }],
  ['outside', { x: -20, y: -20, width: 5, height: 5 }, { left: 0, top: 0, width: 1, height: 1 }],
])('tells the whole pixels that a box touches, at least one: %s', (_, box, pixels) => {
  expect(wholePixels(box, { width: 100, height: 50 })).toEqual(pixels);
});
