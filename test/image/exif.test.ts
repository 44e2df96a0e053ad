import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decode } from '../../src/image/decode.js';
import { readExif, toIsoDate, toLocation } from '../../src/image/exif.js';
import { banded, encode, wideLimits } from '../support/pictures.js';

const westminster = {
  GPSLatitudeRef: 'N',
  GPSLatitude: '51/1 30/1 36/10',
  GPSLongitudeRef: 'W',
  GPSLongitude: '0/1 8/1 312/10',
};

it.each(['jpeg', 'png', 'webp', 'avif'] as const)('reads time and place from a %s', async (format) => {
  const bytes = await encode(banded(24, 12))
    .withExif({ IFD2: { DateTimeOriginal: '2026:11:02 10:14:09' }, IFD3: westminster })
    .toFormat(format)
    .toBuffer();
  const { info } = await decode(bytes, wideLimits);
  expect(info.takenAt).toBe('2026-11-02T10:14:09');
  expect(info.location?.lat).toBeCloseTo(51.501, 6);
  expect(info.location?.lon).toBeCloseTo(-0.142, 6);
});

it('reads a TIFF as it reads the block of another file without its head', async () => {
  const jpeg = await encode(banded(24, 12)).withExif({ IFD3: westminster }).jpeg().toBuffer();
  const { exif } = await sharp(jpeg).metadata();
  expect(exif?.subarray(0, 4).toString()).toBe('Exif');
  expect((await readExif(exif?.subarray(6))).location?.lat).toBeCloseTo(51.501, 6);
});

it('reads a zone where the file has one', async () => {
  const bytes = await encode(banded(24, 12))
    .withExif({ IFD2: { DateTimeOriginal: '2026:11:02 10:14:09', OffsetTimeOriginal: '+01:00' } })
    .jpeg()
    .toBuffer();
  expect((await decode(bytes, wideLimits)).info.takenAt).toBe('2026-11-02T10:14:09+01:00');
});

it('says nothing where the file says nothing', async () => {
  const bytes = await encode(banded(24, 12)).jpeg().toBuffer();
  expect((await decode(bytes, wideLimits)).info).toEqual({ width: 24, height: 12, format: 'jpeg' });
});

it.each([
  ['2026:11:02 10:14:09', undefined, '2026-11-02T10:14:09'],
  ['2026:11:02 10:14:09', '-05:30', '2026-11-02T10:14:09-05:30'],
  ['2026:11:02 10:14:09', 'Z', '2026-11-02T10:14:09'],
  ['0000:00:00 00:00:00', undefined, undefined],
  ['2026:02:30 10:14:09', undefined, undefined],
  ['2026:13:01 10:14:09', undefined, undefined],
  ['    :  :     :  :  ', undefined, undefined],
  [42, undefined, undefined],
])('takes the date %j with the zone %j for %j', (written, zone, expected) => {
  expect(toIsoDate(written, zone)).toBe(expected);
});

it.each([
  [51.501, -0.142, { lat: 51.501, lon: -0.142 }],
  [90, 180, { lat: 90, lon: 180 }],
  [90.0001, 0, undefined],
  [0, -180.0001, undefined],
  [0, 0, undefined],
  [0, 1, { lat: 0, lon: 1 }],
  [Number.NaN, 1, undefined],
  [51.5, undefined, undefined],
])('takes latitude %j and longitude %j for %j', (lat, lon, expected) => {
  expect(toLocation(lat, lon)).toEqual(expected);
});

it('never throws, whatever the block holds', async () => {
  const anyBlock = fc
    .uint8Array({ maxLength: 200 })
    .map((tail) => Uint8Array.of(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, ...tail));
  await fc.assert(
    fc.asyncProperty(anyBlock, async (block) => {
      const { location } = await readExif(block);
      expect(Math.abs(location?.lat ?? 0)).toBeLessThanOrEqual(90);
    }),
  );
});
