import sharp from 'sharp';
import { expect, it } from 'vitest';
import { toWebp } from '../../src/image/encode.js';
import { apart, banded, blue, green, pixel, red, type Rgb } from '../support/pictures.js';

const raster = banded(300, 120);
const whole = { x: 0, y: 0, width: 300, height: 120 };

async function read(webp: Uint8Array) {
  const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

it.each<{ region: typeof whole; maxSide: number; size: readonly [number, number]; left: Rgb; right: Rgb }>([
  { region: whole, maxSide: 100, size: [100, 40], left: red, right: blue },
  { region: { x: 105, y: 10, width: 90, height: 60 }, maxSide: 45, size: [45, 30], left: green, right: green },
  // Never enlarged; what reaches past the picture is left out.
  { region: { x: 210, y: 60, width: 900, height: 900 }, maxSide: 400, size: [90, 60], left: blue, right: blue },
])('$region at most $maxSide px', async ({ region, maxSide, size, left, right }) => {
  const copy = await read(await toWebp(raster, region, { maxSide, quality: 90 }));
  expect([copy.width, copy.height]).toEqual(size);
  expect(apart(pixel(copy, 2, copy.height - 3), left)).toBeLessThan(40);
  expect(apart(pixel(copy, copy.width - 3, copy.height - 3), right)).toBeLessThan(40);
});

it.each([
  { x: 299.7, y: 119.7, width: 0.1, height: 0.1 },
  { x: 400, y: 400, width: 10, height: 10 },
])('one pixel is left of $x, $y', async (region) => {
  const copy = await read(await toWebp(raster, region, { maxSide: 10, quality: 90 }));
  expect([copy.width, copy.height]).toEqual([1, 1]);
});

it('says nothing beside the picture', async () => {
  const { exif, icc, xmp, iptc } = await sharp(await toWebp(raster, whole, { maxSide: 50, quality: 50 })).metadata();
  expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
});
