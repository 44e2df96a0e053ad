import { expect, it } from 'vitest';
import { decode } from '../../src/image/decode.js';
import { banded, encode, paint, pixel, rastersApart, wideLimits } from '../support/pictures.js';

const upright = banded(48, 20);
const lastX = upright.width - 1;
const lastY = upright.height - 1;

/** Where a stored pixel (row r, column c) is seen, by orientation (EXIF 2.32, tag 0x0112). */
const seenAt: Record<number, (r: number, c: number) => [x: number, y: number]> = {
  1: (r, c) => [c, r],
  2: (r, c) => [lastX - c, r],
  3: (r, c) => [lastX - c, lastY - r],
  4: (r, c) => [c, lastY - r],
  5: (r, c) => [r, c],
  6: (r, c) => [lastX - r, c],
  7: (r, c) => [lastX - r, lastY - c],
  8: (r, c) => [r, lastY - c],
};

const cases = Object.entries(seenAt).flatMap(([orientation, seen]) =>
  (['jpeg', 'png', 'webp', 'tiff'] as const).map((format) => ({ orientation: Number(orientation), seen, format })),
);

it.each(cases)('turns $format of orientation $orientation upright', async ({ orientation, seen, format }) => {
  const onItsSide = orientation >= 5;
  const stored = paint(onItsSide ? 20 : 48, onItsSide ? 48 : 20, (c, r) => pixel(upright, ...seen(r, c)));
  const settings = { quality: 100, chromaSubsampling: '4:4:4', lossless: true, compression: 'lzw' };
  const bytes = await encode(stored).withMetadata({ orientation }).toFormat(format, settings).toBuffer();
  const { raster, info } = await decode(bytes, wideLimits);
  expect(info).toMatchObject({ width: 48, height: 20, format });
  expect(rastersApart(raster, upright)).toBeLessThanOrEqual(format === 'jpeg' ? 4 : 0);
});
