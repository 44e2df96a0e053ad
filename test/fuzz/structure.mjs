// Files taken apart into what they are made of, and put together again with lengths and sums that fit, or don't.
import { crc32Of } from './crc.mjs';

const latin1 = (bytes, from, to) => bytes.toString('latin1', from, to);

const number = (value, bytes, little = false) => {
  const buffer = Buffer.alloc(bytes);
  const fits = Math.max(0, value) % 2 ** (8 * bytes);
  if (little) buffer.writeUIntLE(fits, 0, bytes);
  else buffer.writeUIntBE(fits, 0, bytes);
  return buffer;
};

/** Parts of one kind of container, by where a part's length stands and what it counts. */
function walk(bytes, from, readPart) {
  const parts = [];
  let at = from;
  while (at < bytes.length) {
    const part = readPart(at);
    if (part === undefined || part.to > bytes.length || part.to <= at) break;
    parts.push({ type: part.type, body: bytes.subarray(part.bodyFrom, part.bodyTo) });
    at = part.to;
  }
  return { head: bytes.subarray(0, from), parts, tail: bytes.subarray(at) };
}

/** PNG (3rd edition, section 5): length, type, body, sum. */
const png = {
  split: (bytes) =>
    walk(bytes, 8, (at) => {
      if (at + 12 > bytes.length) return undefined;
      const length = bytes.readUInt32BE(at);
      return { type: latin1(bytes, at + 4, at + 8), bodyFrom: at + 8, bodyTo: at + 8 + length, to: at + 12 + length };
    }),
  join: ({ type, body, lie = 0 }) => {
    const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    return Buffer.concat([number(body.length + lie, 4), typed, number(crc32Of(typed), 4)]);
  },
};

/** JPEG (ITU T.81, annex B): markers with lengths; from the first scan on all is one part. */
const jpeg = {
  split: (bytes) =>
    walk(bytes, 2, (at) => {
      if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
      const to = at + 2 + bytes.readUInt16BE(at + 2);
      return { type: latin1(bytes, at, at + 2), bodyFrom: at + 4, bodyTo: to, to };
    }),
  join: ({ type, body, lie = 0 }) =>
    Buffer.concat([Buffer.from(type, 'latin1'), number(body.length + 2 + lie, 2), body]),
};

/** RIFF, as WebP has it (RFC 9649): type, length, body, padded to two. */
const riff = {
  split: (bytes) =>
    walk(bytes, 12, (at) => {
      if (at + 8 > bytes.length) return undefined;
      const length = bytes.readUInt32LE(at + 4);
      const bodyTo = at + 8 + length;
      return { type: latin1(bytes, at, at + 4), bodyFrom: at + 8, bodyTo, to: bodyTo + (length % 2) };
    }),
  join: ({ type, body, lie = 0 }) =>
    Buffer.concat([
      Buffer.from(type, 'latin1'),
      number(body.length + lie, 4, true),
      body,
      Buffer.alloc(body.length % 2),
    ]),
  finish: (bytes) => {
    if (bytes.length >= 8) bytes.writeUInt32LE(bytes.length - 8, 4);
    return bytes;
  },
};

/** ISO base media file (ISO/IEC 14496-12): length, type, body. */
const boxes = {
  split: (bytes) =>
    walk(bytes, 0, (at) => {
      if (at + 8 > bytes.length) return undefined;
      const length = bytes.readUInt32BE(at);
      return {
        type: latin1(bytes, at + 4, at + 8),
        bodyFrom: at + 8,
        bodyTo: at + length,
        to: at + Math.max(8, length),
      };
    }),
  join: ({ type, body, lie = 0 }) =>
    Buffer.concat([number(body.length + 8 + lie, 4), Buffer.from(type, 'latin1'), body]),
};

/** Boxes that hold boxes, and how many bytes stand before those. */
export const nesting = new Map([
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
  ['iinf', 6],
  ['iref', 4],
]);

/** How each format is taken apart; TIFF and GIF have their own mutations. */
export const structures = { png, jpeg, webp: riff, avif: boxes, heic: boxes };

/** The file again. */
export function assemble(structure, { head, parts, tail }) {
  const bytes = Buffer.concat([head, ...parts.map(structure.join), tail]);
  return structure.finish?.(bytes) ?? bytes;
}
