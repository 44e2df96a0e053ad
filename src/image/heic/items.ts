/** The items of a HEIF file and their properties (ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, sections 6 and 9). */
import { type Box, boxesOf, fullBox } from './boxes.js';

/** What a file's meta box says; properties in the order in which they hold. */
export interface Items {
  /** Number of the item that is shown. */
  readonly primary: number;
  /** Item -> what it is: `hvc1`, `grid`, `Exif` ... */
  readonly types: ReadonlyMap<number, string>;
  /** All properties of the file, whosever they are. */
  readonly properties: readonly Box[];
  propertiesOf(item: number): Box[];
  /** An item's bytes where they lie in one piece; undefined where they don't. Throws RangeError where the file is cut off. */
  dataOf(item: number): Uint8Array | undefined;
}

interface Extent {
  readonly inIdat: boolean;
  readonly offset: number;
  readonly length: number;
}

/** Reads the meta box. Throws RangeError where a box is missing, cut off or broken. */
export function readItems(bytes: Uint8Array): Items {
  const meta = boxesOf(fullBox(bodyOf(boxesOf(bytes), 'meta')).reader.rest());
  const iprp = boxesOf(bodyOf(meta, 'iprp'));
  const properties = boxesOf(bodyOf(iprp, 'ipco'));
  const associations = readAssociations(iprp);
  const locations = readLocations(bodyOf(meta, 'iloc'));
  const idat = meta.find(({ type }) => type === 'idat')?.body ?? new Uint8Array(0);
  const pitm = fullBox(bodyOf(meta, 'pitm'));
  return {
    primary: pitm.reader.number(pitm.version === 0 ? 2 : 4),
    types: readTypes(bodyOf(meta, 'iinf')),
    properties,
    propertiesOf: (item) => (associations.get(item) ?? []).flatMap((index) => properties[index - 1] ?? []),
    dataOf(item) {
      const extent = locations.get(item);
      if (extent === undefined) return undefined;
      const source = extent.inIdat ? idat : bytes;
      const end = extent.offset + extent.length;
      if (end > source.length) throw new RangeError('an item lies past the end');
      return source.subarray(extent.offset, end);
    },
  };
}

function bodyOf(boxes: readonly Box[], type: string): Uint8Array {
  const found = boxes.find((box) => box.type === type);
  if (found === undefined) throw new RangeError(`there is no whole ${type} box`);
  return found.body;
}

function readTypes(iinf: Uint8Array): Map<number, string> {
  const { version, reader } = fullBox(iinf);
  reader.number(version === 0 ? 2 : 4);
  const types = new Map<number, string>();
  for (const { type, body } of boxesOf(reader.rest())) {
    const entry = fullBox(body);
    // Versions 0 and 1 have no item type: they are of MPEG-21 files.
    if (type !== 'infe' || entry.version < 2) continue;
    const item = entry.reader.number(entry.version === 2 ? 2 : 4);
    entry.reader.number(2);
    types.set(item, entry.reader.text(4));
  }
  return types;
}

/** One for each pair of version (0, 1) and flags (0, 1) at most (23008-12, 9.3.1). */
const maxAssociationBoxes = 4;

/** Item -> its properties, numbered from 1. */
function readAssociations(iprp: readonly Box[]): Map<number, number[]> {
  const associations = new Map<number, number[]>();
  const boxes = iprp.filter(({ type }) => type === 'ipma');
  if (boxes.length > maxAssociationBoxes) throw new RangeError('there are too many ipma boxes');
  for (const { body } of boxes) {
    const { version, flags, reader } = fullBox(body);
    const isWide = (flags & 1) === 1;
    const items = reader.count(4);
    for (let i = 0; i < items; i += 1) {
      const item = reader.number(version === 0 ? 2 : 4);
      const count = reader.number(1);
      // The highest bit only says whether the property is essential.
      const indices = Array.from({ length: count }, () => reader.number(isWide ? 2 : 1) & (isWide ? 0x7fff : 0x7f));
      associations.set(item, indices);
    }
  }
  return associations;
}

/** Items that lie in one piece; those in several are left out. */
function readLocations(iloc: Uint8Array): Map<number, Extent> {
  const { version, reader } = fullBox(iloc);
  const sizes = reader.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const numberSize = version < 2 ? 2 : 4;
  const locations = new Map<number, Extent>();
  const items = reader.count(numberSize);
  for (let i = 0; i < items; i += 1) {
    const item = reader.number(numberSize);
    const inIdat = version > 0 && (reader.number(2) & 15) === 1;
    reader.number(2);
    const base = reader.number(baseSize);
    const extents = reader.number(2);
    if (extents === 1) {
      reader.number(indexSize);
      const offset = base + reader.number(offsetSize);
      locations.set(item, { inIdat, offset, length: reader.number(lengthSize) });
    } else {
      reader.skip(extents * (indexSize + offsetSize + lengthSize));
    }
  }
  return locations;
}
