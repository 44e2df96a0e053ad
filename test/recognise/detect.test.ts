import { expect, it } from 'vitest';
import { isCutByTile, toBoxes } from '../../src/recognise/detect.js';

const view = { scale: 0.5, offsetX: 100, offsetY: 40 };

it("brings a box from the input's pixels to the photo's", () => {
  const rows = Float32Array.from([60, 50, 40, 20, 0.75]);
  expect(toBoxes(rows, view, 0.5)).toEqual([{ box: { x: 180, y: 120, width: 80, height: 40 }, score: 0.75 }]);
});

it('keeps a score at the threshold and drops one below it', () => {
  const rows = Float32Array.from([1, 1, 2, 2, 0.5, 9, 9, 2, 2, 0.49]);
  expect(toBoxes(rows, view, 0.5)).toHaveLength(1);
});

const photo = { width: 2000, height: 1000 };
const tile = { x: 500, y: 0, width: 1000, height: 1000 };

it.each([
  ['ends at the inner left edge', { x: 500, y: 400, width: 100, height: 100 }, true],
  ['ends at the inner right edge', { x: 1395, y: 400, width: 105, height: 100 }, true],
  ['lies inside', { x: 700, y: 400, width: 100, height: 100 }, false],
  ["ends at the photo's own top edge", { x: 700, y: 0, width: 100, height: 100 }, false],
  ["ends at the photo's own bottom edge", { x: 700, y: 900, width: 100, height: 100 }, false],
])('a box that %s', (_, box, cut) => {
  expect(isCutByTile(box, tile, photo)).toBe(cut);
});
