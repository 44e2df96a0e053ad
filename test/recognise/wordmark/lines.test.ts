import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/image/geometry.js';
import { findLines, meanInside, type LineSpec, type TextMap } from '../../../src/recognise/wordmark/lines.js';
import { corners, grow, type Rectangle } from '../../../src/recognise/wordmark/rectangle.js';

const spec: LineSpec = { mapThreshold: 0.3, boxThreshold: 0.5, unclipRatio: 1.6, minSide: 3, maxLines: 10 };
const same = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };

/** A map with the pixels set whose centres lie in a rectangle. */
function draw(map: TextMap, { centre, length, height, angle }: Rectangle, value: number): TextMap {
  map.data.forEach((_, index) => {
    const [dx, dy] = [(index % map.width) + 0.5 - centre.x, Math.floor(index / map.width) + 0.5 - centre.y];
    const along = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle));
    const across = Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle));
    if (along <= length / 2 && across <= height / 2) map.data[index] = value;
  });
  return map;
}

const empty = (width: number, height: number): TextMap => ({ data: new Float32Array(width * height), width, height });
const level = (x: number, y: number, length = 40, height = 10): Rectangle => ({
  centre: { x, y },
  length,
  height,
  angle: 0,
});
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('findLines', () => {
  it('finds a level rectangle exactly, grown by area * ratio / perimeter', () => {
    const [line, ...more] = findLines(draw(empty(100, 60), level(50, 30), 0.9), spec, same);
    expect(more).toEqual([]);
    expect(line?.score).toBeCloseTo(0.9, 5);
    // 40 x 10: 400 * 1.6 / 100 = 6.4 on every side.
    const expected = corners(grow(level(50, 30), 6.4));
    line?.quad.forEach((corner, i) => expect(distance(corner, expected[i] ?? { x: NaN, y: NaN })).toBeLessThan(1e-6));
  });

  it('finds a rectangle at any angle at its corners', () => {
    const shape = fc.record({
      length: fc.double({ min: 30, max: 90, noNaN: true }),
      height: fc.double({ min: 6, max: 16, noNaN: true }),
      angle: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      x: fc.double({ min: 80, max: 120, noNaN: true }),
      y: fc.double({ min: 80, max: 120, noNaN: true }),
    });
    fc.assert(
      fc.property(shape, ({ length, height, angle, x, y }) => {
        const drawn: Rectangle = { centre: { x, y }, length, height, angle };
        const [line] = findLines(draw(empty(200, 200), drawn, 1), { ...spec, unclipRatio: 1e-9 }, same);
        corners(drawn).forEach((corner, i) => {
          // Drawn on whole pixels, so a corner is known to about a pixel and its diagonal.
          expect(distance(line?.quad[i] ?? { x: NaN, y: NaN }, corner)).toBeLessThan(2.5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('maps back to the picture with scale and offset', () => {
    const map = draw(empty(100, 60), level(50, 30), 1);
    const to = { scaleX: 2, scaleY: 3, offsetX: 100, offsetY: -7 };
    const [there] = findLines(map, spec, to);
    const [here] = findLines(map, spec, same);
    expect(there?.quad).toEqual(here?.quad.map((corner) => ({ x: corner.x * 2 + 100, y: corner.y * 3 - 7 })));
  });

  it('parts what does not touch, joins what touches at a corner', () => {
    const map = draw(draw(empty(100, 60), level(30, 15, 20, 6), 1), level(50, 40, 20, 6), 1);
    expect(findLines(map, spec, same)).toHaveLength(2);
    expect(
      findLines(draw(draw(empty(100, 60), level(30, 15, 20, 6), 1), level(50, 21, 20, 6), 1), spec, same),
    ).toHaveLength(1);
  });

  it('gives the best first and at most maxLines', () => {
    const map = draw(draw(draw(empty(100, 90), level(50, 15), 0.6), level(50, 45), 0.9), level(50, 75), 0.7);
    const scores = findLines(map, { ...spec, maxLines: 2 }, same).map((line) => line.score);
    expect(scores).toHaveLength(2);
    expect(scores[0]).toBeCloseTo(0.9, 5);
    expect(scores[1]).toBeCloseTo(0.7, 5);
  });

  it.each([
    ['mapThreshold', 0.31, 0.29, { boxThreshold: 0 }],
    ['boxThreshold', 0.51, 0.49, {}],
  ])('keeps to %s', (_, above, below, change) => {
    expect(findLines(draw(empty(100, 60), level(50, 30), above), { ...spec, ...change }, same)).toHaveLength(1);
    expect(findLines(draw(empty(100, 60), level(50, 30), below), { ...spec, ...change }, same)).toHaveLength(0);
  });

  it('keeps to minSide', () => {
    expect(findLines(draw(empty(100, 60), level(50, 30, 40, 4), 1), { ...spec, minSide: 4 }, same)).toHaveLength(1);
    expect(findLines(draw(empty(100, 60), level(50, 30, 40, 4), 1), { ...spec, minSide: 4.1 }, same)).toHaveLength(0);
  });

  it('finds nothing on an empty map and the whole of a full one', () => {
    expect(findLines(empty(64, 32), spec, same)).toEqual([]);
    expect(findLines(draw(empty(64, 32), level(32, 16, 64, 32), 1), spec, same)).toHaveLength(1);
  });

  it('takes time in proportion to the pixels on a speckled map', () => {
    const map = empty(960, 960);
    map.data.forEach((_, i) => (map.data[i] = (i * 7919) % 13 < 6 ? 1 : 0));
    const started = performance.now();
    findLines(map, spec, same);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('meanInside', () => {
  it('averages the pixels whose centres lie inside, and is 0 outside the map', () => {
    const map: TextMap = { data: Float32Array.from([0, 1, 2, 3, 4, 5]), width: 3, height: 2 };
    expect(meanInside(map, { centre: { x: 1, y: 1 }, length: 2, height: 2, angle: 0 })).toBeCloseTo(
      (0 + 1 + 3 + 4) / 4,
    );
    expect(meanInside(map, { centre: { x: 50, y: 50 }, length: 2, height: 2, angle: 0 })).toBe(0);
  });
});
