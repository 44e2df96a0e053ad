import { expect, it } from 'vitest';
import type { Point, Quad } from '../../src/image/geometry.js';
import { warpQuad } from '../../src/image/warp.js';
import { apart, banded, black, paint, pixel, rastersApart, white, type Rgb } from '../support/pictures.js';

const rectangle = (x: number, y: number, width: number, height: number): Quad => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
];

const turned = ([a, b, c, d]: Quad): Quad => [b, c, d, a];

/** Red rises with x, green with y: a linear picture, which bilinear sampling gives back exactly. */
const slope = paint(100, 100, (x, y) => [x * 2, y * 2, 50]);

it('gives an upright rectangle at its own size pixel for pixel', () => {
  const got = warpQuad(slope, rectangle(10, 20, 30, 12), { width: 30, height: 12 });
  expect(
    rastersApart(
      got,
      paint(30, 12, (x, y) => [(x + 10) * 2, (y + 20) * 2, 50]),
    ),
  ).toBe(0);
});

it.each([0, 1, 2, 3])('turns by %i quarters with the order of the corners', (quarters) => {
  const picture = banded(48, 24);
  let quad = rectangle(0, 0, 48, 24);
  for (let i = 0; i < quarters; i += 1) quad = turned(quad);
  const [width, height] = quarters % 2 === 0 ? [48, 24] : [24, 48];
  const source = [
    (x: number, y: number): Rgb => pixel(picture, x, y),
    (x: number, y: number): Rgb => pixel(picture, 47 - y, x),
    (x: number, y: number): Rgb => pixel(picture, 47 - x, 23 - y),
    (x: number, y: number): Rgb => pixel(picture, y, 23 - x),
  ][quarters];
  if (!source) throw new Error('four quarters');
  expect(rastersApart(warpQuad(picture, quad, { width, height }), paint(width, height, source))).toBe(0);
});

it('samples a tilted quad where the geometry says', () => {
  const angle = 0.3;
  const along = { x: Math.cos(angle), y: Math.sin(angle) };
  const across = { x: -along.y, y: along.x };
  const at = (u: number, v: number): Point => ({
    x: 40 + u * along.x + v * across.x,
    y: 30 + u * along.y + v * across.y,
  });
  const got = warpQuad(slope, [at(0, 0), at(40, 0), at(40, 16), at(0, 16)], { width: 40, height: 16 });
  for (const [x, y] of [
    [0, 0],
    [39, 0],
    [20, 8],
    [39, 15],
    [0, 15],
  ] as const) {
    const from = at(x + 0.5, y + 0.5);
    expect(apart(pixel(got, x, y), [(from.x - 0.5) * 2, (from.y - 0.5) * 2, 50])).toBeLessThanOrEqual(1);
  }
});

it('repeats the edge past the picture', () => {
  const got = warpQuad(slope, rectangle(-20, 40, 40, 10), { width: 40, height: 10 });
  expect(pixel(got, 0, 5)).toEqual([0, 90, 50]);
  expect(pixel(got, 39, 5)).toEqual([38, 90, 50]);
});

it('averages a quad that is much larger than the output instead of skipping lines', () => {
  // One white line in eight: skipping gives all black or a white line, the mean of each is an eighth of white.
  const lines = paint(640, 320, (_, y) => (y % 8 === 3 ? white : black));
  const got = warpQuad(lines, rectangle(0, 0, 640, 320), { width: 80, height: 40 });
  for (const y of [2, 20, 37]) expect(apart(pixel(got, 40, y), [32, 32, 32])).toBeLessThanOrEqual(2);
});

it.each([2, 3, 4.5, 7])('keeps positions when it averages first (%f times)', (times) => {
  const got = warpQuad(slope, rectangle(13, 11, 10 * times, 8 * times), { width: 10, height: 8 });
  for (const [x, y] of [
    [1, 1],
    [5, 4],
    [8, 6],
  ] as const) {
    const expected: Rgb = [(13 + (x + 0.5) * times - 0.5) * 2, (11 + (y + 0.5) * times - 0.5) * 2, 50];
    expect(apart(pixel(got, x, y), expected)).toBeLessThanOrEqual(2);
  }
});

it('stays inside a picture of one pixel', () => {
  const dot = paint(1, 1, () => [9, 8, 7]);
  expect(pixel(warpQuad(dot, rectangle(-5, -5, 10, 10), { width: 3, height: 3 }), 2, 2)).toEqual([9, 8, 7]);
});
