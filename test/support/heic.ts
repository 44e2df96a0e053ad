/** HEIC files put together by hand (ISO/IEC 23008-12): every property is known, pixels come from the project's own files. */
import { readItems } from '../../src/image/heic/items.js';

/** One item of a file, numbered from 1 by its place. */
export interface Item {
  readonly type: string;
  readonly data: Uint8Array;
  readonly properties?: readonly Buffer[];
  /** Items that it's put together from, or describes. */
  readonly refersTo?: { readonly type: string; readonly items: readonly number[] };
  /** Kept in the meta box, as grids of iPhones are. */
  readonly inIdat?: boolean;
}

/** A big-endian number of so many bytes. */
export function number(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

/** A box around its parts. */
export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(body.length + 8, 4), Buffer.from(type, 'latin1'), body]);
}

/** A box with version and flags. */
export const full = (type: string, version: number, ...parts: readonly Uint8Array[]): Buffer =>
  box(type, number(version, 1), number(0, 3), ...parts);

/** Size of a picture in pixels. */
export const ispe = (width: number, height: number): Buffer => full('ispe', 0, number(width, 4), number(height, 4));

/** Quarter turns against the clock. */
export const irot = (quarters: number): Buffer => box('irot', number(quarters, 1));

/** 0 swaps top and bottom, 1 left and right. */
export const imir = (axis: number): Buffer => box('imir', number(axis, 1));

/** What a grid item says: its tiles in rows, cut off at width and height. */
export const gridOf = (rows: number, columns: number, width: number, height: number): Buffer =>
  Buffer.concat([
    number(0, 1),
    number(1, 1),
    number(rows - 1, 1),
    number(columns - 1, 1),
    number(width, 4),
    number(height, 4),
  ]);

/** An Exif item from a block without its `Exif\0\0` head. */
export const exifItem = (block: Uint8Array, of: number): Item => ({
  type: 'Exif',
  data: Buffer.concat([number(0, 4), block]),
  refersTo: { type: 'cdsc', items: [of] },
});

/** The coded picture of a file that heif-enc made, and its decoder configuration. */
export function codedOf(heic: Uint8Array): { data: Uint8Array; hvcC: Buffer } {
  const items = readItems(heic);
  const hvcC = items.properties.find(({ type }) => type === 'hvcC');
  const data = items.dataOf(items.primary);
  if (hvcC === undefined || data === undefined) throw new Error('Expected a file as of heif-enc');
  return { data, hvcC: box('hvcC', hvcC.body) };
}

const brands = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
const handler = full('hdlr', 0, Buffer.alloc(4), Buffer.from('pict', 'latin1'), Buffer.alloc(13));

/** A whole file. `primary` is the number of the item that is shown. */
export function heicOf(items: readonly Item[], primary = 1): Buffer {
  const media = items.filter(({ inIdat }) => inIdat !== true);
  // The places depend on the meta box's length, which doesn't depend on them.
  const mediaAt = brands.length + metaOf(items, primary, 0).length + 8;
  return Buffer.concat([brands, metaOf(items, primary, mediaAt), box('mdat', ...media.map(({ data }) => data))]);
}

function metaOf(items: readonly Item[], primary: number, mediaAt: number): Buffer {
  const properties = items.flatMap((item) => item.properties ?? []);
  const references = items.flatMap(({ refersTo }, index) =>
    refersTo === undefined
      ? []
      : box(
          refersTo.type,
          number(index + 1, 2),
          number(refersTo.items.length, 2),
          ...refersTo.items.map((item) => number(item, 2)),
        ),
  );
  return full(
    'meta',
    0,
    handler,
    full('pitm', 0, number(primary, 2)),
    full('iinf', 0, number(items.length, 2), ...items.map(({ type }, index) => infe(index + 1, type))),
    locations(items, mediaAt),
    box('iprp', box('ipco', ...properties), associations(items)),
    ...(references.length > 0 ? [full('iref', 0, ...references)] : []),
    box('idat', ...items.filter(({ inIdat }) => inIdat === true).map(({ data }) => data)),
  );
}

const infe = (item: number, type: string): Buffer =>
  full('infe', 2, number(item, 2), number(0, 2), Buffer.from(`${type}\0`, 'latin1'));

/** Version 1, 4 bytes for offset and length, one extent each. */
function locations(items: readonly Item[], mediaAt: number): Buffer {
  const next = { idat: 0, mdat: mediaAt };
  const entries = items.map(({ data, inIdat = false }, index) => {
    const where = inIdat ? 'idat' : 'mdat';
    const offset = next[where];
    next[where] += data.length;
    const method = number(inIdat ? 1 : 0, 2);
    return [number(index + 1, 2), method, number(0, 2), number(1, 2), number(offset, 4), number(data.length, 4)];
  });
  return full('iloc', 1, number(0x4400, 2), number(items.length, 2), ...entries.flat());
}

function associations(items: readonly Item[]): Buffer {
  let last = 0;
  const entries = items.map(({ properties = [] }, index) => {
    const indices = properties.map(() => number((last += 1), 1));
    return Buffer.concat([number(index + 1, 2), number(indices.length, 1), ...indices]);
  });
  return full('ipma', 0, number(items.length, 4), ...entries);
}

/** A picture of rows and columns of the same tile, cut off at width and height; the tiles are items of their own, as of iPhones. */
export function gridHeic(
  tile: Item,
  [rows, columns]: readonly [number, number],
  [width, height]: readonly [number, number],
): Buffer {
  const tiles = Array.from({ length: rows * columns }, () => tile);
  const refersTo = { type: 'dimg', items: tiles.map((_, index) => index + 2) };
  const data = gridOf(rows, columns, width, height);
  return heicOf([{ type: 'grid', data, properties: [ispe(width, height)], refersTo, inIdat: true }, ...tiles]);
}
