/** Real HEVC through real threads of the built program. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { builtDecode as decode } from '../../support/built.js';
import { readFixture } from '../../support/fixtures.js';
import { codedOf, exifItem, gridHeic, gridOf, heicOf, imir, irot, ispe, type Item } from '../../support/heic.js';
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
} from '../../support/pictures.js';

const [width, height] = [144, 72];
const bands = codedOf(await readFixture('difficulty/bands.heic'));
const phone = await readFixture('difficulty/phone.heic');
const stored = (turns: readonly Buffer[] = [], size = ispe(width, height)): Item => ({
  type: 'hvc1',
  data: bands.data,
  properties: [bands.hvcC, size, ...turns],
});

/** Where the middles of the four fields lie in the stored picture. */
const fields = [
  { x: 24, y: 18, colour: white },
  { x: 24, y: 54, colour: red },
  { x: 72, y: 36, colour: green },
  { x: 120, y: 36, colour: blue },
];

/** EXIF orientation -> the same as HEIF's turns, in their order, and where a stored pixel is then seen. */
const orientations: { orientation: number; turns: Buffer[]; seen: (x: number, y: number) => [number, number] }[] = [
  { orientation: 1, turns: [], seen: (x, y) => [x, y] },
  { orientation: 2, turns: [imir(1)], seen: (x, y) => [width - 1 - x, y] },
  { orientation: 3, turns: [irot(2)], seen: (x, y) => [width - 1 - x, height - 1 - y] },
  { orientation: 4, turns: [imir(0)], seen: (x, y) => [x, height - 1 - y] },
  { orientation: 5, turns: [irot(1), imir(0)], seen: (x, y) => [y, x] },
  { orientation: 6, turns: [irot(3)], seen: (x, y) => [height - 1 - y, x] },
  { orientation: 7, turns: [irot(3), imir(0)], seen: (x, y) => [height - 1 - y, width - 1 - x] },
  { orientation: 8, turns: [irot(1)], seen: (x, y) => [y, width - 1 - x] },
];

/** An EXIF block with this orientation, without its head. */
async function exifWith(orientation: number): Promise<Uint8Array> {
  const jpeg = await encode(banded(8, 8)).withMetadata({ orientation }).jpeg().toBuffer();
  const { exif } = await sharp(jpeg).metadata();
  if (exif === undefined) throw new Error('Expected an EXIF block');
  return exif.subarray(6);
}

it.each(orientations)(
  'turns it once where HEIF and EXIF both say orientation $orientation, as phones do',
  async ({ orientation, turns, seen }) => {
    const bytes = heicOf([stored(turns), exifItem(await exifWith(orientation), 1)]);
    const { raster, info } = await decode(bytes, wideLimits);
    const onItsSide = orientation >= 5;
    expect(info).toMatchObject({
      width: onItsSide ? height : width,
      height: onItsSide ? width : height,
      format: 'heic',
    });
    for (const { x, y, colour } of fields) expect(apart(pixel(raster, ...seen(x, y)), colour)).toBeLessThanOrEqual(12);
  },
);

it('takes no turn from EXIF alone: in HEIF only the container counts', async () => {
  const { raster, info } = await decode(heicOf([stored(), exifItem(await exifWith(6), 1)]), wideLimits);
  expect(info).toMatchObject({ width, height });
  for (const { x, y, colour } of fields) expect(apart(pixel(raster, x, y), colour)).toBeLessThanOrEqual(12);
});

it('puts the tiles of a grid together, as of an iPhone', async () => {
  const { raster, info } = await decode(gridHeic(stored(), [2, 2], [280, 140]), wideLimits);
  expect(info).toEqual({ width: 280, height: 140, format: 'heic' });
  for (const [right, down] of [
    [0, 0],
    [0, height],
    [width, 0],
  ] as const) {
    for (const { x, y, colour } of fields) {
      if (x + right < 280) expect(apart(pixel(raster, x + right, y + down), colour)).toBeLessThanOrEqual(12);
    }
  }
});

it('shows the primary picture of several', async () => {
  const bytes = heicOf([stored([irot(1)]), stored()], 2);
  expect((await decode(bytes, wideLimits)).info).toMatchObject({ width, height });
});

it('reads time and place, and gives the pixels of the JPEG that it was made of', async () => {
  const [heic, jpeg] = [
    await decode(phone, wideLimits),
    await decode(await readFixture('difficulty/gps.jpg'), wideLimits),
  ];
  expect(heic.info).toEqual({
    width: 800,
    height: 600,
    format: 'heic',
    takenAt: '2026-11-02T10:14:09+00:00',
    takenWith: 'Fixture Phone',
    location: { lat: 51.501, lon: -0.142 },
  });
  expect(heic.info).toEqual({ ...jpeg.info, format: 'heic' });
  const half = async (raster: typeof heic.raster) =>
    encode(raster)
      .resize(80)
      .raw()
      .toBuffer()
      .then((data) => ({ data, width: 80, height: 60 }));
  // Two lossy codings of one picture differ by pixel, not by region.
  expect(rastersApart(await half(heic.raster), await half(jpeg.raster))).toBeLessThanOrEqual(12);
});

it('goes by a colour profile', async () => {
  // Without it the values would stay as they are.
  const p3 = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const { icc } = await sharp(p3).metadata();
  const colr = Buffer.concat([Buffer.from('\0\0\0\0colrprof', 'latin1'), icc ?? Buffer.alloc(0)]);
  colr.writeUInt32BE(colr.length);
  const plain = await decode(heicOf([stored()]), wideLimits);
  const wide = await decode(heicOf([stored([colr])]), wideLimits);
  expect(apart(pixel(wide.raster, 24, 18), white)).toBeLessThanOrEqual(12);
  // P3's full green lies outside sRGB: it's cut there, and red goes below what it was.
  const mixed = { plain: pixel(plain.raster, 72, 36), wide: pixel(wide.raster, 72, 36) };
  expect(mixed.wide).not.toEqual(mixed.plain);
});

describe('a HEIC that must be refused', () => {
  const bomb = heicOf([stored([], ispe(60_000, 60_000))]);
  const gridBomb = heicOf([
    {
      type: 'grid',
      data: gridOf(1, 1, 60_000, 60_000),
      properties: [ispe(width, height)],
      refersTo: { type: 'dimg', items: [2] },
    },
    stored(),
  ]);
  it.each([
    { what: 'whose header says 60,000 x 60,000', bytes: bomb },
    { what: 'whose grid says 60,000 x 60,000', bytes: gridBomb },
  ])('$what is refused before it is decoded', async ({ bytes }) => {
    const before = performance.now();
    await expect(decode(bytes, wideLimits)).rejects.toMatchObject({
      code: 'too-many-pixels',
      message: 'Expected at most 50000000 pixels; received 60000 x 60000',
    });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('has one pixel more than the limit, and is taken with one less', async () => {
    const bytes = heicOf([stored()]);
    const limits = { maxBytes: 10_000, maxPixels: width * height };
    expect((await decode(bytes, limits)).info.width).toBe(width);
    await expect(decode(bytes, { ...limits, maxPixels: width * height - 1 })).rejects.toMatchObject({
      code: 'too-many-pixels',
    });
  });

  it('is larger inside than its header says', async () => {
    const { data, hvcC } = codedOf(phone);
    const liar = heicOf([{ type: 'hvc1', data, properties: [hvcC, ispe(64, 48)] }]);
    await expect(decode(liar, wideLimits)).rejects.toMatchObject({ code: 'too-many-pixels' });
  });

  it.each([0.003, 0.1, 0.5, 0.95, 0.999])('is cut off at %d of its bytes', async (share) => {
    const cut = phone.subarray(0, Math.floor(phone.length * share));
    await expect(decode(cut, wideLimits)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('is cut off in its pixels, with nothing behind them', async () => {
    const bytes = heicOf([stored()]);
    await expect(decode(bytes.subarray(0, -20), wideLimits)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('lacks a tile', async () => {
    const grid: Item = {
      type: 'grid',
      data: gridOf(1, 2, 2 * width, height),
      properties: [ispe(2 * width, height)],
      refersTo: { type: 'dimg', items: [2, 3] },
    };
    const broken: Item = { ...stored(), data: Buffer.alloc(40) };
    await expect(decode(heicOf([grid, stored(), broken]), wideLimits)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('holds another codec', async () => {
    const avif = await readFixture('difficulty/avif.avif');
    const renamed = Buffer.from(Buffer.from(avif).toString('latin1').replaceAll('avif', 'heic'), 'latin1');
    await expect(decode(renamed, wideLimits)).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('takes longer than its time', async () => {
    await expect(decode(phone, { ...wideLimits, decodeTimeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' });
    expect((await decode(phone, wideLimits)).info.width).toBe(800);
  });
});
