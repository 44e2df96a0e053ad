import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decode } from '../../src/image/decode.js';
import {
  apart,
  banded,
  blue,
  encode,
  green,
  pixel,
  red,
  rastersApart,
  white,
  wideLimits,
  type Rgb,
} from '../support/pictures.js';

const picture = banded(60, 20);

/** Middle of the lower left, middle and right bands. */
const bands: { at: [number, number]; colour: Rgb }[] = [
  { at: [10, 15], colour: red },
  { at: [30, 15], colour: green },
  { at: [50, 15], colour: blue },
];

it.each(['png', 'webp', 'tiff'] as const)('gives every pixel of a lossless %s', async (format) => {
  const bytes = await encode(picture).toFormat(format, { lossless: true, compression: 'lzw' }).toBuffer();
  const { raster, info } = await decode(bytes, wideLimits);
  expect(info).toEqual({ width: 60, height: 20, format });
  expect(rastersApart(raster, picture)).toBe(0);
});

it.each(['jpeg', 'avif'] as const)('gives the bands of a %s', async (format) => {
  const bytes = await encode(picture).toFormat(format, { quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  const { raster } = await decode(bytes, wideLimits);
  for (const { at, colour } of bands) expect(apart(pixel(raster, ...at), colour)).toBeLessThanOrEqual(12);
});

it('turns CMYK into RGB', async () => {
  const bytes = await encode(picture).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
  expect((await sharp(bytes).metadata()).space).toBe('cmyk');
  const { raster } = await decode(bytes, wideLimits);
  const strongest = bands.map(({ at }) => pixel(raster, ...at)).map((colour) => colour.indexOf(Math.max(...colour)));
  expect(strongest).toEqual([0, 1, 2]);
});

it('turns grey of 16 bits into three equal channels of 8', async () => {
  const values = Uint16Array.from([0, 0x4040, 0x8080, 0xffff]);
  const bytes = await sharp(values, { raw: { width: 4, height: 1, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  expect((await sharp(bytes).metadata()).depth).toBe('ushort');
  const { raster } = await decode(bytes, wideLimits);
  expect([...raster.data]).toEqual([0, 0, 0, 0x40, 0x40, 0x40, 0x80, 0x80, 0x80, 255, 255, 255]);
});

it('turns a grey JPEG into three equal channels', async () => {
  const bytes = await encode(picture).toColourspace('b-w').jpeg().toBuffer();
  expect((await sharp(bytes).metadata()).channels).toBe(1);
  const { raster } = await decode(bytes, wideLimits);
  const [r, g, b] = pixel(raster, 30, 15);
  expect([g, b]).toEqual([r, r]);
});

it('lays a palette with transparency on white', async () => {
  const rgba = Uint8Array.from([255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 128]);
  const bytes = await sharp(rgba, { raw: { width: 3, height: 1, channels: 4 } })
    .png({ palette: true })
    .toBuffer();
  expect(bytes.includes('PLTE')).toBe(true);
  const { raster } = await decode(bytes, wideLimits);
  expect(pixel(raster, 0, 0)).toEqual(red);
  expect(pixel(raster, 1, 0)).toEqual(white);
  expect(apart(pixel(raster, 2, 0), [127, 127, 127])).toBeLessThanOrEqual(2);
});

it('follows an embedded colour profile', async () => {
  // In Display P3 the same look as sRGB red has other numbers: a decoder that ignores the profile gives those.
  const bytes = await encode(picture).withIccProfile('p3').png().toBuffer();
  const ignored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  const { raster } = await decode(bytes, wideLimits);
  const at = (15 * 60 + 10) * 3;
  expect(apart([ignored[at] ?? 0, ignored[at + 1] ?? 0, ignored[at + 2] ?? 0], red)).toBeGreaterThan(15);
  expect(apart(pixel(raster, 10, 15), red)).toBeLessThanOrEqual(3);
});

it('takes the first frame of an animation', async () => {
  const [first, second] = await Promise.all(
    [red, blue].map(([r, g, b]) =>
      sharp({ create: { width: 8, height: 6, channels: 3, background: { r, g, b } } })
        .png()
        .toBuffer(),
    ),
  );
  if (!first || !second) throw new Error('two frames were made');
  const bytes = await sharp([first, second], { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  expect((await sharp(bytes).metadata()).pages).toBe(2);
  const { raster } = await decode(bytes, wideLimits);
  expect([raster.width, raster.height]).toEqual([8, 6]);
  expect(pixel(raster, 4, 3)).toEqual(red);
});

it('gives one pixel', async () => {
  const bytes = await encode({ data: Uint8Array.from(green), width: 1, height: 1 })
    .png()
    .toBuffer();
  const { raster } = await decode(bytes, wideLimits);
  expect([...raster.data]).toEqual([...green]);
});
