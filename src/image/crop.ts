import { clampBox, type BoxPx, type Size } from './geometry.js';
import type { Raster } from './raster.js';
import { sharp } from './sharp.js';

export { warpQuad } from './warp.js';

/** Resample filter, as sharp names it. */
export type Kernel = 'nearest' | 'linear' | 'cubic' | 'lanczos3';

/** A letterboxed picture and the way back: x of the original = x / scale + offsetX, likewise y. */
export interface Letterboxed {
  readonly raster: Raster;
  /** Pixels of the letterboxed picture for one of the original. */
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** The same box on whole pixels, at least one pixel wide and high. */
function snap(box: BoxPx): BoxPx {
  const x = Math.round(box.x);
  const y = Math.round(box.y);
  return {
    x,
    y,
    width: Math.max(1, Math.round(box.x + box.width) - x),
    height: Math.max(1, Math.round(box.y + box.height) - y),
  };
}

/** A raster of one grey value. */
function blank(size: Size, value: number): Raster {
  return { data: new Uint8Array(size.width * size.height * 3).fill(value), width: size.width, height: size.height };
}

/** Copies `piece` into `canvas` with its top left corner at (x, y), row by row; it must fit. */
function paste(canvas: Raster, piece: Raster, x: number, y: number): void {
  const rowBytes = piece.width * 3;
  for (let row = 0; row < piece.height; row += 1) {
    const from = row * rowBytes;
    canvas.data.set(piece.data.subarray(from, from + rowBytes), ((y + row) * canvas.width + x) * 3);
  }
}

/** A whole-pixel box inside the raster, brought to `out` pixels. sharp reads the raster in place: no copy of the whole. */
async function resizeInside(raster: Raster, box: BoxPx, out: Size, kernel: Kernel): Promise<Raster> {
  const { width, height } = raster;
  const data = await sharp(raster.data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .extract({ left: box.x, top: box.y, width: box.width, height: box.height })
    .resize(out.width, out.height, { fit: 'fill', kernel })
    .raw()
    .toBuffer();
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width: out.width, height: out.height };
}

/**
 * Cuts a region out of a raster and stretches it to `out` pixels. The region is taken on whole pixels; where it
 * reaches past the picture the border is filled with `padValue` (0..255).
 */
export async function resample(
  raster: Raster,
  region: BoxPx,
  out: Size,
  kernel: Kernel,
  padValue = 0,
): Promise<Raster> {
  const wanted = snap(region);
  const inside = clampBox(wanted, raster);
  if (inside.width === 0 || inside.height === 0) return blank(out, padValue);
  if (inside.width === wanted.width && inside.height === wanted.height) {
    return resizeInside(raster, inside, out, kernel);
  }
  const left = Math.min(Math.round(((inside.x - wanted.x) * out.width) / wanted.width), out.width - 1);
  const top = Math.min(Math.round(((inside.y - wanted.y) * out.height) / wanted.height), out.height - 1);
  const right = Math.round(((inside.x + inside.width - wanted.x) * out.width) / wanted.width);
  const bottom = Math.round(((inside.y + inside.height - wanted.y) * out.height) / wanted.height);
  const size = { width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
  const canvas = blank(out, padValue);
  paste(canvas, await resizeInside(raster, inside, size, kernel), left, top);
  return canvas;
}

/**
 * Brings a region to a square of `side` pixels and keeps its aspect: content at the top left, `padValue` (0..255)
 * to the right and below (as YOLOX does it).
 */
export async function letterbox(
  raster: Raster,
  region: BoxPx,
  side: number,
  padValue: number,
  kernel: Kernel,
): Promise<Letterboxed> {
  const wanted = snap(region);
  const scale = side / Math.max(wanted.width, wanted.height);
  const content = {
    width: Math.max(1, Math.round(wanted.width * scale)),
    height: Math.max(1, Math.round(wanted.height * scale)),
  };
  const canvas = blank({ width: side, height: side }, padValue);
  paste(canvas, await resample(raster, wanted, content, kernel, padValue), 0, 0);
  return { raster: canvas, scale, offsetX: wanted.x, offsetY: wanted.y };
}
