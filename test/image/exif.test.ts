import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decode } from '../../src/image/decode.js';
import { readExif, toAltitudeM, toDevice, toDirection, toIsoDate, toLocation } from '../../src/image/exif.js';
import { imageInfoSchema } from '../../src/recognise/result.js';
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

it.each(['jpeg', 'png', 'webp', 'avif'] as const)('reads way, height and device from a %s', async (format) => {
  const bytes = await encode(banded(24, 12))
    .withExif({
      IFD0: { Make: 'Acme', Model: 'Phone 7' },
      IFD3: { GPSAltitudeRef: '0', GPSAltitude: '354/10', GPSImgDirectionRef: 'T', GPSImgDirection: '27050/100' },
    })
    .toFormat(format)
    .toBuffer();
  expect((await decode(bytes, wideLimits)).info).toMatchObject({
    takenWith: 'Acme Phone 7',
    altitudeM: 35.4,
    direction: { degrees: 270.5, north: 'true' },
  });
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
  ['2026:11:02 10:14:09', '+14:00', '2026-11-02T10:14:09+14:00'],
  ['2026:11:02 10:14:09', '+15:00', '2026-11-02T10:14:09'],
  ['2026:11:02 10:14:09', '+01:60', '2026-11-02T10:14:09'],
  ['2026:11:02 10:14:09', '   :  ', '2026-11-02T10:14:09'],
  ['2026:11:02 10:14:09', '+00:00', '2026-11-02T10:14:09+00:00'],
  ['2026:11:02 10:14:09', 'Z', '2026-11-02T10:14:09Z'],
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

it.each([
  [35.44, Uint8Array.of(0), 35.4],
  [35.4, Uint8Array.of(1), -35.4],
  [35.4, undefined, 35.4],
  [35.4, Uint8Array.of(2), 35.4],
  [35.4, 3, -35.4],
  [9000, 0, 9000],
  [9000.1, 0, undefined],
  [500, 1, -500],
  [500.1, 1, undefined],
  [Number.NaN, 0, undefined],
  [Number.POSITIVE_INFINITY, 0, undefined],
  ['35', 0, undefined],
])('takes the altitude %j with the side %j for %j', (metres, ref, expected) => {
  expect(toAltitudeM(metres, ref)).toBe(expected);
});

it.each([
  [0, 'T', { degrees: 0, north: 'true' }],
  [359.994, 'M', { degrees: 359.99, north: 'magnetic' }],
  [359.996, 'T', { degrees: 0, north: 'true' }],
  [360, 'T', { degrees: 0, north: 'true' }],
  [360.01, 'T', undefined],
  [-0.01, 'T', undefined],
  [90, undefined, { degrees: 90, north: null }],
  [90, 'X', { degrees: 90, north: null }],
  [Number.NaN, 'T', undefined],
  ['90', 'T', undefined],
])('takes the direction %j from %j for %j', (degrees, ref, expected) => {
  expect(toDirection(degrees, ref)).toEqual(expected);
});

it.each([
  ['Acme', 'Phone 7', 'Acme Phone 7'],
  ['Acme', 'ACME Phone 7', 'ACME Phone 7'],
  [undefined, 'Phone 7', 'Phone 7'],
  ['Acme ', undefined, 'Acme'],
  [undefined, 42, undefined],
  ['  ', '\0\0', undefined],
  ['A\u001b[2J', 'B\u202eC', 'A [2J B C'],
  ['', 'x'.repeat(33), 'x'.repeat(32)],
  ['', '\u{1f4f7}'.repeat(33), '\u{1f4f7}'.repeat(32)],
])('takes the make %j and the model %j for %j', (make, model, expected) => {
  expect(toDevice(make, model)).toBe(expected);
});

/** A little-endian TIFF's head, then anything. */
const anyBlock = fc
  .uint8Array({ maxLength: 200 })
  .map((tail) => Uint8Array.of(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, ...tail));

it('gives nothing that a record may not hold, and never throws, whatever the block holds', async () => {
  await fc.assert(
    fc.asyncProperty(anyBlock, async (block) => {
      const facts = { width: 1, height: 1, format: 'jpeg', ...(await readExif(block)) };
      expect(imageInfoSchema.safeParse(facts).success).toBe(true);
    }),
  );
});

it('gives nothing that a record may not hold, wherever a real block is broken', async () => {
  const whole = await encode(banded(24, 12))
    .withExif({
      IFD0: { Make: 'Acme', Model: 'Phone 7' },
      IFD2: { DateTimeOriginal: '2026:11:02 10:14:09', OffsetTimeOriginal: '+01:00' },
      IFD3: { ...westminster, GPSAltitude: '354/10', GPSImgDirectionRef: 'T', GPSImgDirection: '27050/100' },
    })
    .jpeg()
    .toBuffer();
  const { exif = Buffer.alloc(0) } = await sharp(whole).metadata();
  const block = Uint8Array.from(exif.subarray(6));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(block.length - 1),
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (at, bytes, isCut) => {
        const broken = Uint8Array.from(isCut ? block.subarray(0, at) : block);
        if (!isCut) broken.set(bytes.subarray(0, block.length - at), at);
        const facts = { width: 1, height: 1, format: 'jpeg', ...(await readExif(broken)) };
        expect(imageInfoSchema.safeParse(facts).success).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

/** A block whose Make claims to be `count` letters, all of which are there. */
function longMake(count: number): Uint8Array {
  const block = new Uint8Array(26 + count).fill(0x41, 26);
  const view = new DataView(block.buffer);
  block.set([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0]);
  view.setUint16(10, 0x010f, true);
  view.setUint16(12, 2, true);
  view.setUint32(14, count, true);
  view.setUint32(18, 26, true);
  return block;
}

it.each([
  [1024, { takenWith: 'A'.repeat(32) }],
  [1025, {}],
  // Took 4 s and 1 GB before counts were looked at.
  [60 * 2 ** 20, {}],
])('reads a tag of %i values as %j', async (count, expected) => {
  expect(await readExif(longMake(count))).toEqual(expected);
});
