/** Keeps EXIF blocks out that would take a reader minutes: a tag may claim to hold as many values as the file has bytes. */

/** Make, Model, DateTimeOriginal and OffsetTimeOriginal, and the GPS tags up to GPSImgDirection. */
const readTags: readonly number[] = [0x010f, 0x0110, 0x9003, 0x9011, ...Array.from({ length: 0x12 }, (_, tag) => tag)];

/** Where IFD0 points to the EXIF and the GPS directory. */
const pointerTags: readonly number[] = [0x8769, 0x8825];

/** The longest of these that devices write are names of some dozen letters. */
const maxCount = 1024;

const entryLength = 12;

/**
 * Whether no tag that's read claims more values than a device writes. `block` begins with TIFF's head.
 * Errors: `RangeError` for a block that's cut off.
 */
export function hasModestCounts(block: Uint8Array): boolean {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const isLittle = view.getUint16(0) === 0x4949;
  const entriesAt = (at: number) =>
    Array.from({ length: view.getUint16(at, isLittle) }, (_, i) => {
      const entry = at + 2 + i * entryLength;
      return {
        tag: view.getUint16(entry, isLittle),
        count: view.getUint32(entry + 4, isLittle),
        value: view.getUint32(entry + 8, isLittle),
      };
    });
  const first = entriesAt(view.getUint32(4, isLittle));
  const pointers = first.filter(({ tag }) => pointerTags.includes(tag));
  // Thousands of pointers to thousands of entries would be another way to take minutes.
  if (pointers.length > pointerTags.length) return false;
  const pointed = pointers.flatMap(({ value }) => entriesAt(value));
  return [...first, ...pointed].every(({ tag, count }) => !readTags.includes(tag) || count <= maxCount);
}
