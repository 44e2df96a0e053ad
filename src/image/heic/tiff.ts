/** Decoded pixels as an uncompressed TIFF 6.0, so that they go on as those of any other format do, colour profile included. */
import type { Size } from '../geometry.js';

/** TIFF's field types. */
const [short, long, undefinedType] = [3, 4, 7];

/** Everything that comes before the pixels of an 8-bit RGB picture, which follow as `height` rows of `width * 3` bytes. */
export function tiffHead({ width, height }: Size, icc: Uint8Array | undefined): Uint8Array {
  const entries = icc ? 10 : 9;
  // Byte order and the directory's place, the directory, three bit depths, the profile.
  const depthsAt = 8 + 2 + entries * 12 + 4;
  const iccAt = depthsAt + 6;
  const pixelsAt = iccAt + (icc?.length ?? 0);
  const head = new Uint8Array(pixelsAt);
  const view = new DataView(head.buffer);
  head.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, entries, 0]);
  const fields: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 3, depthsAt],
    [259, short, 1, 1], // not compressed
    [262, short, 1, 2], // RGB
    [273, long, 1, pixelsAt],
    [277, short, 1, 3], // values a pixel
    [278, long, 1, height], // rows of the only strip
    [279, long, 1, width * height * 3],
  ];
  if (icc) fields.push([34675, undefinedType, icc.length, iccAt]);
  fields.forEach(([tag, type, count, value], index) => {
    const at = 10 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  });
  head.set([8, 0, 8, 0, 8, 0], depthsAt);
  if (icc) head.set(icc, iccAt);
  return head;
}
