import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Quad } from '../../src/image/geometry.js';
import { project, rectangleToQuad } from '../../src/image/homography.js';

const size = { width: 40, height: 10 };

/** A convex quad: a unit square's corners, each moved by less than half a side, then scaled and shifted. */
const quads = fc
  .record({
    moves: fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 8, maxLength: 8 }),
    scale: fc.double({ min: 1, max: 500, noNaN: true }),
    shift: fc.double({ min: -1000, max: 1000, noNaN: true }),
  })
  .map(({ moves, scale, shift }): Quad => {
    const corner = (x: number, y: number, i: number): { x: number; y: number } => ({
      x: (x + (moves[i] ?? 0)) * scale + shift,
      y: (y + (moves[i + 1] ?? 0)) * scale - shift,
    });
    return [corner(0, 0, 0), corner(1, 0, 2), corner(1, 1, 4), corner(0, 1, 6)];
  });

it('takes the corners of the rectangle to the corners of the quad', () => {
  fc.assert(
    fc.property(quads, (quad) => {
      const map = rectangleToQuad(size, quad);
      const corners = [
        { x: 0, y: 0 },
        { x: 40, y: 0 },
        { x: 40, y: 10 },
        { x: 0, y: 10 },
      ];
      for (const [i, corner] of corners.entries()) {
        const got = project(map, corner);
        expect(got.x).toBeCloseTo(quad[i]?.x ?? Number.NaN, 6);
        expect(got.y).toBeCloseTo(quad[i]?.y ?? Number.NaN, 6);
      }
    }),
  );
});

it('is a plain shift and scale for an upright rectangle', () => {
  const map = rectangleToQuad(size, [
    { x: 5, y: 7 },
    { x: 85, y: 7 },
    { x: 85, y: 27 },
    { x: 5, y: 27 },
  ]);
  expect(project(map, { x: 0, y: 0 })).toEqual({ x: 5, y: 7 });
  expect(project(map, { x: 10, y: 5 })).toEqual({ x: 25, y: 17 });
});

it('refuses a quad without area', () => {
  const point = { x: 3, y: 3 };
  expect(() => rectangleToQuad(size, [point, point, point, point])).toThrow('received one without area');
});
