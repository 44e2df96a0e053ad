/** Pictures whose every pixel is known by construction. */
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../../src/image/raster.js';

const { crc32Of } = (await import(new URL('../fuzz/crc.mjs', import.meta.url).href)) as {
  crc32Of: (bytes: Uint8Array) => number;
};

export type Rgb = readonly [number, number, number];

export const red: Rgb = [255, 0, 0];
export const green: Rgb = [0, 255, 0];
export const blue: Rgb = [0, 0, 255];
export const white: Rgb = [255, 255, 255];
export const black: Rgb = [0, 0, 0];

/** Limits that no picture of the tests reaches unless it wants to. */
export const wideLimits = { maxBytes: 64 * 2 ** 20, maxPixels: 50_000_000, decodeTimeoutMs: 60_000 };

/** A raster from a rule for its pixels. */
export function paint(width: number, height: number, colourAt: (x: number, y: number) => Rgb): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(colourAt(x, y), (y * width + x) * 3);
  }
  return { data, width, height };
}

/** Thirds of red, green and blue from left to right; the top half of the left third is white, so that no turn or mirror looks alike. */
export function banded(width: number, height: number): Raster {
  return paint(width, height, (x, y) => {
    if (x < width / 3) return y < height / 2 ? white : red;
    return x < (2 * width) / 3 ? green : blue;
  });
}

/** Colour of one pixel. */
export function pixel(raster: Raster, x: number, y: number): Rgb {
  const at = (Math.floor(y) * raster.width + Math.floor(x)) * 3;
  const [r = -1, g = -1, b = -1] = raster.data.subarray(at, at + 3);
  return [r, g, b];
}

/** The raster as a sharp picture, to be encoded. */
export function encode(raster: Raster): Sharp {
  return sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } });
}

/** Largest difference of two colours' channels. */
export function apart(a: Rgb, b: Rgb): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
}

/** Largest difference of two rasters' values; infinite when their sizes differ. */
export function rastersApart(a: Raster, b: Raster): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? Number.NaN))), 0);
}

/** How every PNG begins. */
export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A chunk of a PNG: length, type, body, sum. */
export function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32Of(typed));
  return Buffer.concat([head, typed, tail]);
}

/** A PNG file of nothing but its header and an empty end. */
export function pngHeaderOnly(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    pngSignature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', Buffer.alloc(0)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
