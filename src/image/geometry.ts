/** Rectangle in pixels of the upright picture; floats, x and y of the top left corner. */
export interface BoxPx {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** [x, y, width, height], each 0..1 of the upright picture. */
export type BoxNorm = [x: number, y: number, width: number, height: number];

/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Four corners in pixels, clockwise in reading order: top left, top right, bottom right, bottom left of the text. */
export type Quad = readonly [Point, Point, Point, Point];

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const area = (box: BoxPx): number => Math.max(0, box.width) * Math.max(0, box.height);

/** Area of the overlap of two boxes, square pixels. */
export function intersectionArea(a: BoxPx, b: BoxPx): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** Intersection over union, 0..1; 0 for empty boxes. */
export function iou(a: BoxPx, b: BoxPx): number {
  const both = intersectionArea(a, b);
  const either = area(a) + area(b) - both;
  return either > 0 ? both / either : 0;
}

/** Share of `inner` that lies inside `outer`, 0..1. */
export function coveredShare(inner: BoxPx, outer: BoxPx): number {
  const whole = area(inner);
  return whole > 0 ? intersectionArea(inner, outer) / whole : 0;
}

/** The part of a box inside a picture of the given size; width or height 0 when nothing is left. */
export function clampBox(box: BoxPx, size: Size): BoxPx {
  const x = Math.min(Math.max(box.x, 0), size.width);
  const y = Math.min(Math.max(box.y, 0), size.height);
  const right = Math.min(Math.max(box.x + box.width, 0), size.width);
  const bottom = Math.min(Math.max(box.y + box.height, 0), size.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** The whole pixels of a picture that a box touches; at least one, also of a box on its very edge. */
export function wholePixels(box: BoxPx, size: Size): Size & { readonly left: number; readonly top: number } {
  const inside = clampBox(box, size);
  const left = Math.min(Math.floor(inside.x), size.width - 1);
  const top = Math.min(Math.floor(inside.y), size.height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.ceil(inside.x + inside.width) - left),
    height: Math.max(1, Math.ceil(inside.y + inside.height) - top),
  };
}

/** A box grown on every side by `share` of its own width and height. */
export function expandBox(box: BoxPx, share: number): BoxPx {
  const dx = box.width * share;
  const dy = box.height * share;
  return { x: box.x - dx, y: box.y - dy, width: box.width + 2 * dx, height: box.height + 2 * dy };
}

/** The square with the same centre whose side is the longer side of `box` times `scale`. May reach past the picture. */
export function squareAround(box: BoxPx, scale: number): BoxPx {
  const side = Math.max(box.width, box.height) * scale;
  return { x: box.x + (box.width - side) / 2, y: box.y + (box.height - side) / 2, width: side, height: side };
}

/** Pixels to 0..1 of the picture, clamped to it and rounded to six places so that records are reproducible. */
export function toBoxNorm(box: BoxPx, size: Size): BoxNorm {
  const inside = clampBox(box, size);
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return [
    round(inside.x / size.width),
    round(inside.y / size.height),
    round(inside.width / size.width),
    round(inside.height / size.height),
  ];
}

/** Smallest upright box round a set of points. */
export function boundingBox(points: readonly Point[]): BoxPx {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Something found, with how sure we are of it (0..1). */
export interface Scored {
  readonly box: BoxPx;
  readonly score: number;
}

/**
 * Greedy non-maximum suppression: best score first, drops what overlaps a kept box by more than `maxIou`, and of a box
 * and another that lies inside it by more than `maxCovered` the one with the lower score (a tile may see but a part).
 */
export function nms<T extends Scored>(found: readonly T[], maxIou: number, maxCovered: number): T[] {
  const kept: T[] = [];
  for (const candidate of [...found].sort((a, b) => b.score - a.score)) {
    const repeats = kept.some(
      (other) =>
        iou(other.box, candidate.box) > maxIou ||
        coveredShare(candidate.box, other.box) > maxCovered ||
        coveredShare(other.box, candidate.box) > maxCovered,
    );
    if (!repeats) kept.push(candidate);
  }
  return kept;
}

/** Square-ish tiles of `side` pixels that cover a picture, neighbours overlapping by at least `overlap` of a side. */
export function tiles(size: Size, side: number, overlap: number): BoxPx[] {
  const starts = (length: number): number[] => {
    if (length <= side) return [0];
    const steps = Math.ceil((length - side) / (side * (1 - overlap)));
    return Array.from({ length: steps + 1 }, (_, i) => Math.round(((length - side) * i) / steps));
  };
  return starts(size.height).flatMap((y) =>
    starts(size.width).map((x) => ({
      x,
      y,
      width: Math.min(side, size.width),
      height: Math.min(side, size.height),
    })),
  );
}
