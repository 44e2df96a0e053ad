import { WhosecamError } from '../errors.js';
import type { ImageFormat } from './raster.js';

/** Brands in the `ftyp` box of an AVIF file (AV1 Image File Format 1.1, section 6). */
const avifBrands = ['avif', 'avis'];

/** Brands of the same container with HEVC inside (ISO/IEC 23008-12, annex B); `mif1` alone says nothing about the codec: libheif will. */
const heicBrands = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((value, index) => bytes[index] === value);

/** Major and compatible brands of an ISO base media file; empty for anything else. */
function containerBrands(bytes: Uint8Array): string[] {
  if (bytes.length < 16 || ascii(bytes, 4, 8) !== 'ftyp') return [];
  const boxLength = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  const end = Math.min(boxLength, bytes.length, 256);
  const brands = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, at + 4));
  return brands;
}

/**
 * Format by the first bytes of a file, whatever its name says.
 * @throws WhosecamError `unreadable` when empty, `unsupported-format` for anything that isn't on the list.
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new WhosecamError('unreadable', 'Expected a picture; received an empty file');
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (startsWith(bytes, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2a])) return 'tiff';
  const brands = containerBrands(bytes);
  if (brands.some((brand) => avifBrands.includes(brand))) return 'avif';
  if (brands.some((brand) => heicBrands.includes(brand))) return 'heic';
  throw new WhosecamError(
    'unsupported-format',
    'Expected JPEG, HEIC, PNG, WebP, AVIF or TIFF; received something else',
  );
}
