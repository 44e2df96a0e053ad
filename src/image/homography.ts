import { WhosecamError } from '../errors.js';
import type { Point, Quad, Size } from './geometry.js';

/** Coefficients of x' = (a x + b y + c) / (g x + h y + 1), y' = (d x + e y + f) / (g x + h y + 1). */
export interface Homography {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
  readonly g: number;
  readonly h: number;
}

/**
 * The projective map that takes the corners of a `from`-sized rectangle (from its top left, clockwise) to a quad
 * (Heckbert 1989, 'Fundamentals of texture mapping and image warping', section 2.2.3).
 * @throws WhosecamError `internal` for a quad that has no area.
 */
export function rectangleToQuad(from: Size, quad: Quad): Homography {
  const [p0, p1, p2, p3] = quad;
  const dx1 = p1.x - p2.x;
  const dx2 = p3.x - p2.x;
  const dy1 = p1.y - p2.y;
  const dy2 = p3.y - p2.y;
  const sx = p0.x - p1.x + p2.x - p3.x;
  const sy = p0.y - p1.y + p2.y - p3.y;
  const determinant = dx1 * dy2 - dx2 * dy1;
  if (!(Math.abs(determinant) > 0)) throw new WhosecamError('internal', 'Expected a quad; received one without area');
  const g = (sx * dy2 - dx2 * sy) / determinant;
  const h = (dx1 * sy - sx * dy1) / determinant;
  const { width, height } = from;
  return {
    a: (p1.x - p0.x + g * p1.x) / width,
    b: (p3.x - p0.x + h * p3.x) / height,
    c: p0.x,
    d: (p1.y - p0.y + g * p1.y) / width,
    e: (p3.y - p0.y + h * p3.y) / height,
    f: p0.y,
    g: g / width,
    h: h / height,
  };
}

/** A point through a homography. */
export function project(map: Homography, { x, y }: Point): Point {
  const w = map.g * x + map.h * y + 1;
  return { x: (map.a * x + map.b * y + map.c) / w, y: (map.d * x + map.e * y + map.f) / w };
}
