/** Small copies of a raster's regions, for people to look at. */
import { wholePixels, type BoxPx } from './geometry.js';
import type { Raster } from './raster.js';
import { sharp } from './sharp.js';

/** How a copy is made. */
export interface CopyOptions {
  /** Pixels of the longer side at most; a smaller region isn't enlarged. */
  readonly maxSide: number;
  /** 1..100, as libwebp means it. */
  readonly quality: number;
}

/** WebP's own limit of a side, pixels. */
const webpMaxSide = 16_383;

/**
 * A region as WebP, brought to at most `maxSide` pixels. A raster knows no place, time or device, so neither does the
 * copy. Of a region that reaches past the picture the inside is taken, at least one pixel.
 */
export async function toWebp(raster: Raster, region: BoxPx, { maxSide, quality }: CopyOptions): Promise<Uint8Array> {
  const { width, height } = raster;
  const side = Math.min(maxSide, webpMaxSide);
  return sharp(raster.data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .extract(wholePixels(region, raster))
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality, effort: 2 })
    .toBuffer();
}
