/** What a HEIC's header says, read without decoding anything: nothing here knows libheif. */
import { WhosecamError } from '../../errors.js';
import type { Size } from '../geometry.js';
import { type Box, fullBox, readerOf } from './boxes.js';
import { type Items, readItems } from './items.js';

/** Sizes in pixels. */
export interface HeicHeader extends Size {
  /** Size of the largest picture in the file: tile, whole, thumbnail or mask. Decoding may need as much memory as that. */
  readonly largest: Size;
  /** The EXIF block, where there is one. */
  readonly exif: Uint8Array | undefined;
}

/**
 * Reads the header; width and height are those of the primary picture, turned upright.
 * @throws WhosecamError `unreadable` where the header is cut off or broken.
 */
export function readHeicHeader(bytes: Uint8Array): HeicHeader {
  try {
    return headerOf(readItems(bytes));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new WhosecamError('unreadable', 'Expected a complete HEIC; its header is cut off or broken', { cause });
  }
}

function headerOf(items: Items): HeicHeader {
  const own = items.propertiesOf(items.primary);
  const stored = own.flatMap(extentOf)[0];
  if (stored === undefined) throw new RangeError('the primary picture has no size');
  const { width, height } = own.reduce(turned, stored);
  const sizes = [...items.properties.flatMap(extentOf), ...canvasesOf(items)];
  const largest = sizes.reduce((most, size) => (pixelsOf(size) > pixelsOf(most) ? size : most), stored);
  return { width, height, largest, exif: exifOf(items) };
}

const pixelsOf = ({ width, height }: Size): number => width * height;

/** The image spatial extents property (23008-12, 6.5.3). */
function extentOf({ type, body }: Box): Size[] {
  if (type !== 'ispe') return [];
  const { reader } = fullBox(body);
  const [width, height] = [reader.number(4), reader.number(4)];
  if (width === 0 || height === 0) throw new RangeError('a picture has no extent');
  return [{ width, height }];
}

/** A quarter turn swaps the sides (irot, 23008-12, 6.5.10). */
function turned({ width, height }: Size, { type, body }: Box): Size {
  const isQuarter = type === 'irot' && (readerOf(body).number(1) & 1) === 1;
  return isQuarter ? { width: height, height: width } : { width, height };
}

/** Sizes of pictures that are put together from others: what the item itself says counts, beside its ispe. */
function canvasesOf(items: Items): Size[] {
  return [...items.types]
    .filter(([, type]) => type === 'grid' || type === 'iovl')
    .map(([item, type]) => {
      const reader = readerOf(items.dataOf(item) ?? new Uint8Array(0));
      reader.number(1);
      const fieldSize = (reader.number(1) & 1) === 1 ? 4 : 2;
      // Before the size: rows and columns of a grid (23008-12, 6.6.2.3), the fill colour of an overlay (6.6.2.2).
      reader.skip(type === 'grid' ? 2 : 8);
      return { width: reader.number(fieldSize), height: reader.number(fieldSize) };
    });
}

/** The EXIF block of a HEIC or AVIF; undefined where there is none, or the header is broken. */
export function exifBlockOf(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return exifOf(readItems(bytes));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return undefined;
  }
}

/** The block begins with the distance from there to its TIFF head (23008-12, annex A.2.1). */
function exifOf(items: Items): Uint8Array | undefined {
  const item = [...items.types].find(([, type]) => type === 'Exif')?.[0];
  const data = item === undefined ? undefined : items.dataOf(item);
  if (data === undefined || data.length < 4) return undefined;
  return data.subarray(4 + readerOf(data).number(4));
}
