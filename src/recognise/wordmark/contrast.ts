/** Brings out faint marks: grey letters on white, embossed or back-lit ones. Pure. */
import type { Raster } from '../../image/raster.js';

/** Blocks of the picture, each with its own curve. */
const blocks = 8;

/** A level's share of a block's histogram is cut at so many times the even share: flat ground must not turn to noise. */
const clipFactor = 3;

const luminance = (data: Uint8Array, i: number): number =>
  Math.round(0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0));

/** Curve of one block, level to level, from its clipped histogram; what is cut off is shared out over all levels. */
function curveOf(histogram: Uint32Array, pixels: number): Float32Array {
  const most = Math.max(1, (clipFactor * pixels) / 256);
  const clipped = Float64Array.from(histogram, (count) => Math.min(count, most));
  const spare = (pixels - clipped.reduce((sum, count) => sum + count, 0)) / 256;
  let sum = 0;
  return Float32Array.from(clipped, (count) => {
    sum += count + spare;
    return (255 * sum) / pixels;
  });
}

interface Grid {
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly curves: readonly Float32Array[];
}

function curves({ data, width, height }: Raster): Grid {
  const [blockWidth, blockHeight] = [Math.ceil(width / blocks), Math.ceil(height / blocks)];
  const histograms = Array.from({ length: blocks * blocks }, () => new Uint32Array(256));
  const counts = new Uint32Array(blocks * blocks);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor(y / blockHeight) * blocks + Math.floor(x / blockWidth);
      const histogram = histograms[block];
      const level = luminance(data, (y * width + x) * 3);
      if (histogram) histogram[level] = (histogram[level] ?? 0) + 1;
      counts[block] = (counts[block] ?? 0) + 1;
    }
  }
  // A picture smaller than the grid leaves blocks empty; they stay as they are.
  const identity = Float32Array.from({ length: 256 }, (_, level) => level);
  const found = histograms.map((one, i) => ((counts[i] ?? 0) > 0 ? curveOf(one, counts[i] ?? 1) : identity));
  return { blockWidth, blockHeight, curves: found };
}

/** The two nearest blocks along one axis and the second one's weight. */
function between(position: number, size: number): readonly [number, number, number] {
  const at = Math.min(Math.max((position + 0.5) / size - 0.5, 0), blocks - 1);
  const first = Math.floor(at);
  return [first, Math.min(first + 1, blocks - 1), at - first];
}

/**
 * Contrast-limited adaptive histogram equalisation of the luminance (Zuiderveld 1994), colours shifted alongside.
 * A copy of the raster.
 */
export function bringOut(raster: Raster): Raster {
  const { width, height } = raster;
  const grid = curves(raster);
  const columns = Array.from({ length: width }, (_, x) => between(x, grid.blockWidth));
  const data = new Uint8Array(raster.data.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = between(y, grid.blockHeight);
    for (let x = 0; x < width; x++) {
      const [left, right, across] = columns[x] ?? [0, 0, 0];
      const i = (y * width + x) * 3;
      const level = luminance(raster.data, i);
      const at = (row: number, column: number): number => grid.curves[row * blocks + column]?.[level] ?? level;
      const upper = at(top, left) * (1 - across) + at(top, right) * across;
      const lower = at(bottom, left) * (1 - across) + at(bottom, right) * across;
      const shift = upper * (1 - down) + lower * down - level;
      for (let k = i; k < i + 3; k++) data[k] = Math.min(255, Math.max(0, Math.round((raster.data[k] ?? 0) + shift)));
    }
  }
  return { data, width, height };
}
