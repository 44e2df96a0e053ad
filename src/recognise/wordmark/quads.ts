/** Turning the corners of a line of text, and its size. Pure. */
import type { Point, Quad, Size } from '../../image/geometry.js';

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The same line read upside down. */
export function turned([topLeft, topRight, bottomRight, bottomLeft]: Quad): Quad {
  return [bottomRight, bottomLeft, topLeft, topRight];
}

/** The same line read in a mirror: right to left. */
export function mirrored([topLeft, topRight, bottomRight, bottomLeft]: Quad): Quad {
  return [topRight, topLeft, bottomLeft, bottomRight];
}

/** Lengths of the baseline and of the letters' height, pixels: means of the two opposite sides. */
export function sizeOf([topLeft, topRight, bottomRight, bottomLeft]: Quad): Size {
  return {
    width: (distance(topLeft, topRight) + distance(bottomLeft, bottomRight)) / 2,
    height: (distance(topLeft, bottomLeft) + distance(topRight, bottomRight)) / 2,
  };
}

const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** A part of a line, by shares of its baseline and of its height from the top. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
}

/** The corners of a part of a line. */
export function partOf([topLeft, topRight, bottomRight, bottomLeft]: Quad, { from, to, top, bottom }: Part): Quad {
  const at = (along: number, down: number): Point =>
    between(between(topLeft, topRight, along), between(bottomLeft, bottomRight, along), down);
  return [at(from, top), at(to, top), at(to, bottom), at(from, bottom)];
}
