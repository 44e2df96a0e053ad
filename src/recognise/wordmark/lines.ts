/**
 * Lines of text from the text detector's map of text probability.
 * Method: Liao et al. 2020, 'Real-time scene text detection with differentiable binarization'. Pure.
 */
import type { Point, Quad } from '../../image/geometry.js';
import type { TextDetectorSpec } from '../../bundle/schema.js';
import { corners, grow, minAreaRectangle, type Rectangle } from './rectangle.js';

/** Probability of text, row by row. `data.length === width * height`. */
export interface TextMap {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** From the map to the picture: picture = map * scale + offset, pixels. */
export interface MapToPicture {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** A line of text: its corners in the picture and the mean text probability inside, 0..1. */
export interface TextLine {
  readonly quad: Quad;
  readonly score: number;
}

/** What `findLines` needs to know of the detector. */
export type LineSpec = Pick<TextDetectorSpec, 'mapThreshold' | 'boxThreshold' | 'unclipRatio' | 'minSide' | 'maxLines'>;

/** First and last column of a component in one row. */
type Rows = Map<number, { first: number; last: number }>;

/** Fills one component from a seed (8 neighbours), marks it as seen, keeps the ends of each row. */
function fill(seed: number, isText: Uint8Array, width: number, height: number): Rows {
  const rows: Rows = new Map();
  const stack = [seed];
  isText[seed] = 0;
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    const x = index % width;
    const y = (index - x) / width;
    const row = rows.get(y);
    if (row) {
      row.first = Math.min(row.first, x);
      row.last = Math.max(row.last, x);
    } else {
      rows.set(y, { first: x, last: x });
    }
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const neighbour = ny * width + nx;
        if (isText[neighbour] !== 1) continue;
        isText[neighbour] = 0;
        stack.push(neighbour);
      }
    }
  }
  return rows;
}

/** Smallest rectangle round a component's pixels, each one a unit square with its centre at +0.5. */
function rectangleOf(rows: Rows): Rectangle {
  const ends: Point[] = [];
  for (const [y, { first, last }] of rows) ends.push({ x: first + 0.5, y: y + 0.5 }, { x: last + 0.5, y: y + 0.5 });
  return grow(minAreaRectangle(ends), 0.5);
}

/** Mean of the map over the pixels whose centre lies in the rectangle; 0 when there is none. */
export function meanInside(map: TextMap, rectangle: Rectangle): number {
  const { centre, angle, length, height } = rectangle;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const reachX = (Math.abs(cos) * length + Math.abs(sin) * height) / 2;
  const reachY = (Math.abs(sin) * length + Math.abs(cos) * height) / 2;
  const [left, right] = [Math.max(0, Math.floor(centre.x - reachX)), Math.min(map.width, Math.ceil(centre.x + reachX))];
  const [top, bottom] = [
    Math.max(0, Math.floor(centre.y - reachY)),
    Math.min(map.height, Math.ceil(centre.y + reachY)),
  ];
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const [dx, dy] = [x + 0.5 - centre.x, y + 0.5 - centre.y];
      if (Math.abs(dx * cos + dy * sin) > length / 2 || Math.abs(dy * cos - dx * sin) > height / 2) continue;
      sum += map.data[y * map.width + x] ?? 0;
      count++;
    }
  }
  return count > 0 ? sum / count : 0;
}

/** The map shows the shrunk core of a line; this gives the line its full size back. */
function unclip(rectangle: Rectangle, ratio: number): Rectangle {
  const area = rectangle.length * rectangle.height;
  const perimeter = 2 * (rectangle.length + rectangle.height);
  return grow(rectangle, (area * ratio) / perimeter);
}

function toPicture(quad: Quad, to: MapToPicture): Quad {
  const move = (point: Point): Point => ({
    x: point.x * to.scaleX + to.offsetX,
    y: point.y * to.scaleY + to.offsetY,
  });
  return [move(quad[0]), move(quad[1]), move(quad[2]), move(quad[3])];
}

/** Lines of text in the picture, best score first, at most `maxLines`. `minSide` is in pixels of the map. */
export function findLines(map: TextMap, spec: LineSpec, to: MapToPicture): TextLine[] {
  // A map has up to half a million values: `Uint8Array.from` with a function takes some seventy times as long.
  const isText = new Uint8Array(map.data.length);
  for (let i = 0; i < isText.length; i++) isText[i] = (map.data[i] ?? 0) > spec.mapThreshold ? 1 : 0;
  const found: TextLine[] = [];
  for (let index = 0; index < isText.length; index++) {
    if (isText[index] !== 1) continue;
    const core = rectangleOf(fill(index, isText, map.width, map.height));
    if (core.height < spec.minSide) continue;
    const score = meanInside(map, core);
    if (score < spec.boxThreshold) continue;
    found.push({ quad: toPicture(corners(unclip(core, spec.unclipRatio)), to), score });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, spec.maxLines);
}
