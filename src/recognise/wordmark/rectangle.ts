/** Rectangles at any angle: the smallest one round a set of points, and growing it. Pure. */
import type { Point, Quad } from '../../image/geometry.js';

/** A rectangle at any angle. `angle` is that of the side `length`, radians, x to the right and y down. */
export interface Rectangle {
  readonly centre: Point;
  /** The longer side, pixels. */
  readonly length: number;
  /** The shorter side, pixels. */
  readonly height: number;
  readonly angle: number;
}

const cross = (o: Point, a: Point, b: Point): number => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/** Convex hull without collinear points (Andrew 1979, the monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      for (;;) {
        const [before, last] = [chain.at(-2), chain.at(-1)];
        if (before === undefined || last === undefined || cross(before, last, point) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

interface Extent {
  readonly min: number;
  readonly max: number;
}

function extentAlong(points: readonly Point[], x: number, y: number): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (const point of points) {
    const value = point.x * x + point.y * y;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}

function rectangleAt(hull: readonly Point[], angle: number): Rectangle {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = extentAlong(hull, cos, sin);
  const across = extentAlong(hull, -sin, cos);
  const [u, v] = [(along.min + along.max) / 2, (across.min + across.max) / 2];
  const centre = { x: u * cos - v * sin, y: u * sin + v * cos };
  const [a, b] = [along.max - along.min, across.max - across.min];
  return a >= b
    ? { centre, length: a, height: b, angle }
    : { centre, length: b, height: a, angle: angle + Math.PI / 2 };
}

/**
 * The rectangle of least area round the points. One of its sides lies along a side of the convex hull
 * (Freeman and Shapira 1975), so each of those is tried. With fewer than three points the height is 0.
 */
export function minAreaRectangle(points: readonly Point[]): Rectangle {
  const hull = convexHull(points);
  let best = rectangleAt(hull, 0);
  hull.forEach((point, i) => {
    const next = hull[(i + 1) % hull.length] ?? point;
    const candidate = rectangleAt(hull, Math.atan2(next.y - point.y, next.x - point.x));
    if (candidate.length * candidate.height < best.length * best.height - 1e-9) best = candidate;
  });
  return best;
}

/** A rectangle grown by `distance` pixels on every side. */
export function grow(rectangle: Rectangle, distance: number): Rectangle {
  return {
    ...rectangle,
    length: rectangle.length + 2 * distance,
    height: rectangle.height + 2 * distance,
  };
}

/**
 * Corners clockwise from the top left of a text that runs along the longer side: to the right,
 * or straight down when the side is vertical.
 */
export function corners(rectangle: Rectangle): Quad {
  const { centre } = rectangle;
  let [cos, sin] = [Math.cos(rectangle.angle), Math.sin(rectangle.angle)];
  // A hair off the vertical must not turn the text round from one picture to the next.
  const vertical = Math.abs(cos) < 1e-6;
  if (vertical ? sin < 0 : cos < 0) [cos, sin] = [-cos, -sin];
  const [ux, uy] = [(cos * rectangle.length) / 2, (sin * rectangle.length) / 2];
  const [vx, vy] = [(-sin * rectangle.height) / 2, (cos * rectangle.height) / 2];
  return [
    { x: centre.x - ux - vx, y: centre.y - uy - vy },
    { x: centre.x + ux - vx, y: centre.y + uy - vy },
    { x: centre.x + ux + vx, y: centre.y + uy + vy },
    { x: centre.x - ux + vx, y: centre.y - uy + vy },
  ];
}
