import { expect, it } from 'vitest';
import { decode, readHeader } from '../../src/image/decode.js';
import { codeOf } from '../support/errors.js';
import { banded, encode, pngHeaderOnly } from '../support/pictures.js';

const maxBytes = 10_000_000;

it('lets in a file of exactly the byte limit and refuses one byte more', async () => {
  const bytes = await encode(banded(30, 20)).jpeg().toBuffer();
  const limits = { maxPixels: 1000 };
  expect(await codeOf(decode(bytes, { ...limits, maxBytes: bytes.length }))).toBe('none');
  expect(await codeOf(decode(bytes, { ...limits, maxBytes: bytes.length - 1 }))).toBe('too-large');
});

it('lets in exactly the pixel limit and refuses one pixel more', async () => {
  const bytes = await encode(banded(30, 20)).jpeg().toBuffer();
  expect(await codeOf(decode(bytes, { maxBytes, maxPixels: 600 }))).toBe('none');
  expect(await codeOf(decode(bytes, { maxBytes, maxPixels: 599 }))).toBe('too-many-pixels');
});

it.each([
  { kind: 'progressive JPEG', make: () => encode(banded(30, 20)).jpeg({ progressive: true }).toBuffer() },
  { kind: 'interlaced PNG', make: () => encode(banded(30, 20)).png({ progressive: true }).toBuffer() },
])('lets a $kind have half of the pixel limit and no more', async ({ make }) => {
  const bytes = await make();
  expect(await codeOf(decode(bytes, { maxBytes, maxPixels: 1200 }))).toBe('none');
  expect(await codeOf(decode(bytes, { maxBytes, maxPixels: 1199 }))).toBe('too-many-pixels');
});

it('refuses 20,000 x 20,000 pixels on the header, before it decodes', async () => {
  const bytes = pngHeaderOnly(20_000, 20_000);
  const limits = { maxBytes, maxPixels: 50_000_000 };
  // The file has no pixel data: a decoder that went on past the header would call it unreadable.
  await expect(decode(bytes, limits)).rejects.toMatchObject({
    code: 'too-many-pixels',
    message: 'Expected at most 50000000 pixels; received 20000 x 20000',
  });
});

it('reads a header without decoding: the same file passes there and fails in decode', async () => {
  const bytes = pngHeaderOnly(20_000, 2000);
  const limits = { maxBytes, maxPixels: 50_000_000 };
  expect(await readHeader(bytes, limits)).toMatchObject({ format: 'png', width: 20_000, height: 2000 });
  expect(await codeOf(decode(bytes, limits))).toBe('unreadable');
});
