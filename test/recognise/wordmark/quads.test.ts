import { describe, expect, it } from 'vitest';
import type { Quad } from '../../../src/image/geometry.js';
import { mirrored, partOf, sizeOf, turned } from '../../../src/recognise/wordmark/quads.js';

const quad: Quad = [
  { x: 0, y: 0 },
  { x: 80, y: 0 },
  { x: 80, y: 20 },
  { x: 0, y: 20 },
];

describe('turning a line of text', () => {
  it('upside down begins at the bottom right', () => {
    expect(turned(quad)).toEqual([quad[2], quad[3], quad[0], quad[1]]);
    expect(turned(turned(quad))).toEqual(quad);
  });

  it('mirrored swaps left and right only', () => {
    expect(mirrored(quad)).toEqual([quad[1], quad[0], quad[3], quad[2]]);
    expect(mirrored(mirrored(quad))).toEqual(quad);
  });
});

it('has the length of its baseline and the height of its letters', () => {
  expect(sizeOf(quad)).toEqual({ width: 80, height: 20 });
  expect(sizeOf([quad[0], quad[1], { x: 90, y: 30 }, { x: -10, y: 30 }]).width).toBe(90);
});

it('has parts by shares of its baseline and of its height', () => {
  expect(partOf(quad, { from: 0, to: 1, top: 0, bottom: 0.65 })).toEqual([
    quad[0],
    quad[1],
    { x: 80, y: 13 },
    { x: 0, y: 13 },
  ]);
  expect(partOf(quad, { from: 0.25, to: 0.5, top: 0.5, bottom: 1 })).toEqual([
    { x: 20, y: 10 },
    { x: 40, y: 10 },
    { x: 40, y: 20 },
    { x: 20, y: 20 },
  ]);
});
