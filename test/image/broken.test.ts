import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decode } from '../../src/image/decode.js';
import { codeOf } from '../support/errors.js';
import { encode, paint, wideLimits, type Rgb } from '../support/pictures.js';

/** Noise by a fixed rule (xorshift, Marsaglia 2003): it doesn't compress, so that a cut falls into pixel data. */
function noise(width: number, height: number): ReturnType<typeof paint> {
  let state = 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  };
  return paint(width, height, (): Rgb => [next(), next(), next()]);
}

const formats = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;
const cases = formats.flatMap((format) => [0.1, 0.5, 0.95].map((share) => ({ format, share })));

it.each(cases)('refuses a $format cut off at $share of its bytes, and takes the whole', async ({ format, share }) => {
  const bytes = await encode(noise(120, 80)).toFormat(format, { compression: 'lzw' }).toBuffer();
  if (format !== 'tiff') expect(await codeOf(decode(bytes, wideLimits))).toBe('none');
  expect(await codeOf(decode(bytes.subarray(0, Math.floor(bytes.length * share)), wideLimits))).toBe('unreadable');
});

it('refuses a PNG with one altered byte', async () => {
  const bytes = await encode(noise(60, 40)).png().toBuffer();
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  expect(await codeOf(decode(bytes, wideLimits))).toBe('unreadable');
});

it('refuses a TIFF whose compression is not known, where a lenient decoder would give black', async () => {
  const bytes = await encode(noise(20, 10)).tiff({ compression: 'none', xres: 1, yres: 1 }).toBuffer();
  // Tag 259 (compression), type 3 (short), count 1, little endian: from 1 (none) to 6 (old-style JPEG).
  const tag = bytes.indexOf(Buffer.from([0x03, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00]));
  bytes.writeUInt16LE(6, tag + 8);
  expect(await codeOf(decode(bytes, wideLimits))).toBe('unreadable');
});

it.each([
  { what: 'nothing', bytes: new Uint8Array(0), code: 'unreadable' },
  { what: 'one byte', bytes: Uint8Array.of(0xff), code: 'unsupported-format' },
  { what: 'text', bytes: Buffer.from('Dear Sir or Madam,\n'), code: 'unsupported-format' },
  { what: 'an SVG', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), code: 'unsupported-format' },
  { what: 'a JPEG start with nothing behind', bytes: Uint8Array.of(0xff, 0xd8, 0xff), code: 'unreadable' },
  {
    what: 'a JPEG start with text behind',
    bytes: Buffer.from('\xff\xd8\xffhello hello', 'latin1'),
    code: 'unreadable',
  },
  {
    what: 'a HEIC start with nothing behind',
    bytes: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    code: 'unreadable',
  },
])('refuses $what as $code', async ({ bytes, code }) => {
  expect(await codeOf(decode(bytes, wideLimits))).toBe(code);
});

it('refuses a GIF, which is a picture but not on the list', async () => {
  const bytes = await encode(noise(8, 8)).gif().toBuffer();
  expect(await codeOf(decode(bytes, wideLimits))).toBe('unsupported-format');
});

it('goes by the bytes, never by what they claim: a loader that is off the list stays shut', async () => {
  // The set-up of src/image/sharp.ts holds for the whole process.
  const bytes = await encode(noise(8, 8)).gif().toBuffer();
  await expect(sharp(bytes).raw().toBuffer()).rejects.toThrow();
});

it('names what was expected and what came', async () => {
  await expect(decode(Buffer.from('hello, this is text'), wideLimits)).rejects.toThrow(
    'Expected JPEG, HEIC, PNG, WebP, AVIF or TIFF; received something else',
  );
});
