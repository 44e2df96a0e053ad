import { describe, expect, it } from 'vitest';
import type { Quad } from '../../../src/image/geometry.js';
import { mirrored, readingSize, sizeOf, turned } from '../../../src/recognise/wordmark/quads.js';

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

describe('readingSize', () => {
  it('keeps the shape at the height of the reader', () => {
    expect(sizeOf(quad)).toEqual({ width: 80, height: 20 });
    expect(readingSize(quad, { height: 48, maxWidth: 480, stretch: 1 })).toEqual({ width: 192, height: 48 });
    expect(readingSize(quad, { height: 48, maxWidth: 480, stretch: 1.5 })).toEqual({ width: 288, height: 48 });
  });

  it('is never wider than maxWidth and never narrower than high', () => {
    expect(readingSize(quad, { height: 48, maxWidth: 100, stretch: 1 }).width).toBe(100);
    const point = { x: 5, y: 5 };
    expect(readingSize([point, point, point, point], { height: 48, maxWidth: 100, stretch: 1 }).width).toBe(48);
  });
});
