/** Files that are small and ask for much: each knows by construction what it asks for. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { banded, encode, pngChunk, pngSignature } from './pictures.js';

const small = encode(banded(64, 48));
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number): Buffer =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

/** A PNG of one bit a pixel, all of them there: width x height / 8 bytes, deflated to a thousandth. `more`: chunks before them. */
export function flatPng(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([1, 0, 0, 0, 0])]);
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  const chunks = [
    pngChunk('IHDR', header),
    ...more,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([pngSignature, ...chunks]);
}

/** So many megabytes of zeros in a PNG's compressed text, or in its colour profile. */
export const stuffedPng = (type: 'zTXt' | 'iCCP', megabytes: number): Buffer =>
  flatPng(64, 48, [
    pngChunk(type, Buffer.concat([Buffer.from('name\0\0'), deflateSync(Buffer.alloc(megabytes * 2 ** 20))])),
  ]);

/** The bytes with a number of so many bytes in the place of each one that was there. */
function replaced(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error(`Expected ${from.toString('hex')} in the file`);
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
}

/** A JPEG whose frame header says another size than its 64 x 48. */
export async function wideJpeg(width: number, height: number, progressive: boolean): Promise<Buffer> {
  const bytes = await small.clone().jpeg({ progressive }).toBuffer();
  return replaced(bytes, Buffer.concat([u16(48), u16(64)]), Buffer.concat([u16(height), u16(width)]));
}

/** An AVIF, or any other file of boxes that is 64 x 48, whose size property says another one. */
export const wideBoxes = (bytes: Buffer, was: readonly [number, number], width: number, height: number): Buffer =>
  replaced(bytes, Buffer.concat(was.map(u32)), Buffer.concat([u32(width), u32(height)]));

export const avif = (): Promise<Buffer> => small.clone().avif({ effort: 0 }).toBuffer();

/** A lossless WebP that says another size: 14 bits for each side, less one, behind the byte 0x2f (RFC 9649, section 3.4). */
export async function wideWebp(width: number, height: number): Promise<Buffer> {
  const bytes = await small.clone().webp({ lossless: true }).toBuffer();
  const head = (w: number, h: number): Buffer =>
    Buffer.concat([Buffer.from([0x2f]), u32((w - 1) | ((h - 1) << 14)).reverse()]);
  return replaced(bytes, head(64, 48), head(width, height));
}

/** A WebP of so many frames. */
export async function framesWebp(frames: number): Promise<Buffer> {
  const { data } = await encode(banded(64, 48 * frames))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: 64, height: 48 * frames, channels: 3, pageHeight: 48 } })
    .webp({ effort: 0 })
    .toBuffer();
}

/** A grey TIFF (6.0, section 4) that says its size and has one strip of it. */
export function wideTiff(width: number, height: number): Buffer {
  const entries: (readonly [tag: number, value: number])[] = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, 64],
  ];
  const fields = entries.map(([tag, value]) => Buffer.concat([u16(tag), u16(4), u32(1), u32(value)]));
  return Buffer.concat([Buffer.from('MM\0*'), u32(72), Buffer.alloc(64), u16(fields.length), ...fields, u32(0)]);
}

/** A JPEG with an EXIF block of its own. */
export async function jpegWithExif(tiff: Buffer): Promise<Buffer> {
  const bytes = await small.clone().jpeg().toBuffer();
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  return Buffer.concat([
    bytes.subarray(0, 2),
    Buffer.from([0xff, 0xe1]),
    u16(body.length + 2),
    body,
    bytes.subarray(2),
  ]);
}

/** Directories of `tags` entries each, each the next of the one before; the last one's next is the first. */
export function ringOfDirectories(directories: number, tags: number): Buffer {
  const length = 2 + 12 * tags + 4;
  const ring = Array.from({ length: directories }, (_, i) => {
    const entry = (tag: number) => Buffer.concat([u16(0x0100 + tag), u16(4), u32(1), u32(8)]);
    const next = 8 + length * ((i + 1) % directories);
    return Buffer.concat([u16(tags), ...Array.from({ length: tags }, (_, tag) => entry(tag)), u32(next)]);
  });
  return Buffer.concat([Buffer.from('MM\0*'), u32(8), ...ring]);
}
