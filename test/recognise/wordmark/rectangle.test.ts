import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/image/geometry.js';
import { convexHull, corners, grow, minAreaRectangle } from '../../../src/recognise/wordmark/rectangle.js';

const at = (x: number, y: number): Point => ({ x, y });

describe('convexHull', () => {
  it('keeps the corners of a square and drops points inside and on its sides', () => {
    const points = [at(0, 0), at(2, 0), at(4, 0), at(4, 4), at(0, 4), at(1, 3), at(0, 2)];
    const hull = convexHull(points);
    expect(hull).toHaveLength(4);
    expect(hull).toEqual(expect.arrayContaining([at(0, 0), at(4, 0), at(4, 4), at(0, 4)]));
  });

  it('gives one or two points back as they are', () => {
    expect(convexHull([at(3, 1)])).toEqual([at(3, 1)]);
    expect(convexHull([at(3, 1), at(0, 0)])).toEqual([at(0, 0), at(3, 1)]);
  });
});

describe('minAreaRectangle', () => {
  it('finds the sides of any rectangle from its corners', () => {
    const size = fc.double({ min: 1, max: 500, noNaN: true });
    const turn = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(size, size, turn, size, (length, height, angle, x) => {
        fc.pre(length > height * 1.01);
        const quad = corners({ centre: at(x, 7), length, height, angle });
        const found = minAreaRectangle([...quad]);
        expect(found.length).toBeCloseTo(length, 3);
        expect(found.height).toBeCloseTo(height, 3);
        corners(found).forEach((corner, i) => {
          expect(corner.x).toBeCloseTo(quad[i]?.x ?? NaN, 3);
          expect(corner.y).toBeCloseTo(quad[i]?.y ?? NaN, 3);
        });
      }),
    );
  });

  it('has no height for points on a line', () => {
    const flat = minAreaRectangle([at(0, 0), at(3, 4)]);
    expect(flat.length).toBeCloseTo(5);
    expect(flat.height).toBeCloseTo(0);
  });
});

describe('corners', () => {
  it.each([
    ['level', 0, [at(-2, -1), at(2, -1), at(2, 1), at(-2, 1)]],
    ['upside down reads level', Math.PI, [at(-2, -1), at(2, -1), at(2, 1), at(-2, 1)]],
    ['vertical reads downwards', Math.PI / 2, [at(1, -2), at(1, 2), at(-1, 2), at(-1, -2)]],
    ['vertical the other way too', -Math.PI / 2, [at(1, -2), at(1, 2), at(-1, 2), at(-1, -2)]],
  ])('%s', (_, angle, expected) => {
    corners({ centre: at(0, 0), length: 4, height: 2, angle }).forEach((corner, i) => {
      expect(corner.x).toBeCloseTo(expected[i]?.x ?? NaN);
      expect(corner.y).toBeCloseTo(expected[i]?.y ?? NaN);
    });
  });
});

describe('grow', () => {
  it('moves each side out by the distance and leaves the centre', () => {
    const grown = grow({ centre: at(1, 2), length: 10, height: 4, angle: 0.3 }, 1.5);
    expect(grown).toEqual({ centre: at(1, 2), length: 13, height: 7, angle: 0.3 });
  });
});
