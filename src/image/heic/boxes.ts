/** The boxes of an ISO base media file (ISO/IEC 14496-12, section 4.2), and a reader for what is in them. */

/** One box; `body` is a view, nothing is copied. */
export interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Reads big-endian numbers one after the other. Every method throws RangeError past the end. */
export interface Reader {
  /** A whole number of this many bytes; of 0 bytes it is 0. Exact below 2^53. */
  number(bytes: number): number;
  /** A whole number that says how many follow: one that no real file has is refused, so that the work stays small. */
  count(bytes: number): number;
  /** Text of this many bytes, each one character. */
  text(bytes: number): string;
  skip(bytes: number): void;
  /** All that is left. */
  rest(): Uint8Array;
}

/** Boxes or items in one place. An iPhone's picture has about 60; a file of nothing but empty boxes would have millions. */
export const maxCount = 10_000;

/** A reader from the first byte on. */
export function readerOf(body: Uint8Array): Reader {
  let at = 0;
  const take = (bytes: number): Uint8Array => {
    if (at + bytes > body.length) throw new RangeError('the box is too short');
    at += bytes;
    return body.subarray(at - bytes, at);
  };
  const number = (bytes: number): number => take(bytes).reduce((value, byte) => value * 256 + byte, 0);
  return {
    number,
    count(bytes) {
      const value = number(bytes);
      if (value > maxCount) throw new RangeError(`there are ${value} of them`);
      return value;
    },
    text: (bytes) => String.fromCharCode(...take(bytes)),
    skip: (bytes) => void take(bytes),
    rest: () => take(body.length - at),
  };
}

/** The boxes that lie in `bytes` one after the other, up to the first one that isn't whole. Throws RangeError past `maxCount`. */
export function boxesOf(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const reader = readerOf(bytes.subarray(at));
    const size = reader.number(4);
    const type = reader.text(4);
    // A size of 1 says that 64 bits follow, 0 that the box goes on to the end.
    const isLong = size === 1 && at + 16 <= bytes.length;
    const length = isLong ? reader.number(8) : size === 0 ? bytes.length - at : size;
    const headLength = isLong ? 16 : 8;
    if (length < headLength || at + length > bytes.length) break;
    if (boxes.length === maxCount) throw new RangeError('there are too many boxes');
    boxes.push({ type, body: bytes.subarray(at + headLength, at + length) });
    at += length;
  }
  return boxes;
}

/** Version and flags that a full box begins with, and a reader of what follows. */
export function fullBox(body: Uint8Array): { version: number; flags: number; reader: Reader } {
  const reader = readerOf(body);
  return { version: reader.number(1), flags: reader.number(3), reader };
}
