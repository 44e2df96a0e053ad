import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cropJpeg, previewJpeg } from '../../src/image/preview.js';
import { codeOf } from '../support/errors.js';
import { apart, banded, blue, encode, green, pixel, red, type Rgb, white, wideLimits } from '../support/pictures.js';

/** Turned by EXIF: stored on its side, upright 600 x 400 with thirds of red, green and blue. */
const turned = async (): Promise<Uint8Array> => {
  const stored = await encode(banded(600, 400)).rotate(-90).png().toBuffer();
  return sharp(stored).withMetadata({ orientation: 6 }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
};

async function rasterOf(jpeg: Uint8Array) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

const near = (a: Rgb, b: Rgb): boolean => apart(a, b) < 24;

describe('a preview', () => {
  it('is upright, as large as it may be, and has no metadata', async () => {
    const jpeg = await previewJpeg(await turned(), wideLimits, 300);
    const raster = await rasterOf(jpeg);
    expect([raster.width, raster.height]).toEqual([300, 200]);
    expect([white, green, blue].map((colour, i) => near(pixel(raster, 50 + 100 * i, 20), colour))).toEqual([
      true,
      true,
      true,
    ]);
    expect(near(pixel(raster, 50, 180), red)).toBe(true);
    const { exif, orientation, icc } = await sharp(jpeg).metadata();
    expect({ exif, orientation, icc }).toEqual({ exif: undefined, orientation: undefined, icc: undefined });
  });

  it('is never enlarged', async () => {
    const { width, height } = await rasterOf(await previewJpeg(await turned(), wideLimits, 5000));
    expect([width, height]).toEqual([600, 400]);
  });

  it('refuses what the decoder refuses', async () => {
    const bytes = await turned();
    expect(await codeOf(previewJpeg(bytes, { ...wideLimits, maxPixels: 600 * 400 }, 300))).toBe('none');
    expect(await codeOf(previewJpeg(bytes, { ...wideLimits, maxPixels: 600 * 400 - 1 }, 300))).toBe('too-many-pixels');
    expect(await codeOf(previewJpeg(bytes.subarray(0, bytes.length / 2), wideLimits, 300))).toBe('unreadable');
  });
});

describe('a crop', () => {
  it('shows the box with a little around it, enlarged', async () => {
    // The green third's middle: 240 x 120 px around (300, 200), and 12 % of that on every side.
    const raster = await rasterOf(await cropJpeg(await turned(), wideLimits, [0.4, 0.35, 0.2, 0.3], 480));
    expect(Math.max(raster.width, raster.height)).toBe(480);
    expect(Math.abs(raster.width / raster.height - 1)).toBeLessThan(0.02);
    for (const at of [5, 240, 475]) expect(near(pixel(raster, at, 240), green)).toBe(true);
  });

  it('ends at the photo’s edge, and has a pixel even where the box has none', async () => {
    const corner = await rasterOf(await cropJpeg(await turned(), wideLimits, [0.9, 0.9, 0.1, 0.1], 100));
    expect(near(pixel(corner, 50, 30), blue)).toBe(true);
    for (const box of [
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ] as [number, number, number, number][]) {
      const { width } = await rasterOf(await cropJpeg(await turned(), wideLimits, box, 100));
      expect(width).toBe(100);
    }
  });
});
