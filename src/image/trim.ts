/**
 * What decoding needs of a file. The rest never reaches native code, where it may take memory and time without end (a thread
 * inside it can't be ended): 1.5 MB of compressed text in a PNG took 3.8 GB, 5 MB of frames in a WebP 104 s, 0.8 MB of EXIF 24 s.
 */
import { checkScans } from './jpeg-scans.js';
import type { ImageFormat } from './raster.js';

/** JPEG lets EXIF have no more than this, and so do devices; libexif's time grows with the square of the tags. */
const maxExifBytes = 65_536;

/** Ancillary chunks of a PNG that say how its pixels are meant, and the EXIF block (PNG 3rd edition, section 11.3). */
const pngAncillary = ['tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'iCCP', 'cICP', 'eXIf'];

/** Chunks of a WebP that one picture is made of, and the EXIF block (RFC 9649, section 2). */
const webpChunks = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ICCP', 'ANIM', 'ANMF', 'EXIF'];

/**
 * The first picture of a file with its colours, turn and EXIF block: other frames, pages, texts and oversized EXIF are left out.
 * The very bytes where nothing is. @throws WhosecamError `unreadable` for a JPEG of too many scans.
 */
export function trim(bytes: Uint8Array, format: ImageFormat): Uint8Array {
  if (format === 'jpeg') checkScans(bytes);
  if (format === 'png') return joined(bytes, pngPieces(bytes));
  if (format === 'webp') return trimWebp(bytes);
  if (format === 'tiff') return trimTiff(bytes);
  return format === 'avif' ? trimAvif(bytes) : bytes;
}

/** From and to, without the byte at `to`. */
type Piece = [from: number, to: number];

/** One chunk of a PNG or WebP. */
interface Chunk {
  readonly type: string;
  readonly bodyLength: number;
  readonly from: number;
  readonly to: number;
}

/** Pieces of the chunks that are kept, the head before them and all from the first one on that isn't whole. */
function kept(chunks: Iterable<Chunk>, headLength: number, end: number, isKept: (chunk: Chunk) => boolean): Piece[] {
  let last: Piece = [0, headLength];
  const pieces = [last];
  let at = headLength;
  const keep = (from: number, to: number): void => {
    if (from === last[1]) last[1] = to;
    else pieces.push((last = [from, to]));
  };
  for (const chunk of chunks) {
    if (isKept(chunk)) keep(chunk.from, chunk.to);
    at = chunk.to;
  }
  keep(at, end);
  return pieces;
}

/** The pieces as a file of their own; the very bytes where nothing is left out. */
function joined(bytes: Uint8Array, pieces: readonly Piece[]): Uint8Array {
  const length = pieces.reduce((sum, [from, to]) => sum + to - from, 0);
  if (length === bytes.length) return bytes;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const [from, to] of pieces) {
    whole.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return whole;
}

/** True the first time that it's asked for a type. */
function firstOnly(): (type: string) => boolean {
  const seen = new Set<string>();
  return (type) => !seen.has(type) && seen.add(type).size > 0;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Four letters. By one number and not by a slice: there may be millions of chunks. */
function ascii(view: DataView, at: number): string {
  const word = view.getUint32(at);
  return String.fromCharCode(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}

function* pngChunks(bytes: Uint8Array): Generator<Chunk, void> {
  const view = viewOf(bytes);
  for (let from = 8; from + 12 <= bytes.length;) {
    const bodyLength = view.getUint32(from);
    const to = from + 12 + bodyLength;
    if (to > bytes.length) return;
    yield { type: ascii(view, from + 4), bodyLength, from, to };
    from = to;
  }
}

/** All that a decoder must know or refuse (a capital first), and what the list has, once. */
function pngPieces(bytes: Uint8Array): Piece[] {
  const isFirst = firstOnly();
  const isKept = ({ type, bodyLength }: Chunk): boolean =>
    /^[A-Z]/.test(type) ||
    (pngAncillary.includes(type) && (type !== 'eXIf' || bodyLength <= maxExifBytes) && isFirst(type));
  return kept(pngChunks(bytes), 8, bytes.length, isKept);
}

function* webpChunksOf(bytes: Uint8Array, end: number): Generator<Chunk, void> {
  const view = viewOf(bytes);
  for (let from = 12; from + 8 <= end;) {
    const bodyLength = view.getUint32(from + 4, true);
    const to = from + 8 + bodyLength + (bodyLength % 2);
    if (to > end) return;
    yield { type: ascii(view, from), bodyLength, from, to };
    from = to;
  }
}

function trimWebp(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 12) return bytes;
  const size = viewOf(bytes).getUint32(4, true);
  const isFirst = firstOnly();
  const isKept = ({ type, bodyLength }: Chunk): boolean =>
    webpChunks.includes(type) && (type !== 'EXIF' || bodyLength <= maxExifBytes) && isFirst(type);
  const pieces = kept(webpChunksOf(bytes, Math.min(size + 8, bytes.length)), 12, bytes.length, isKept);
  const whole = joined(bytes, pieces);
  // A file that was cut off stays so.
  if (whole !== bytes) viewOf(whole).setUint32(4, size - (bytes.length - whole.length), true);
  return whole;
}

/** The first directory points to no other: all are walked else, and there may be millions. */
function trimTiff(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 8) return bytes;
  const view = viewOf(bytes);
  const isLittle = bytes[0] === 0x49;
  const first = view.getUint32(4, isLittle);
  if (first + 2 > bytes.length) return bytes;
  const nextAt = first + 2 + view.getUint16(first, isLittle) * 12;
  if (nextAt + 4 > bytes.length || view.getUint32(nextAt, isLittle) === 0) return bytes;
  const copy = Uint8Array.from(bytes);
  viewOf(copy).setUint32(nextAt, 0, isLittle);
  return copy;
}

/** The type stands 12 or 14 bytes behind that of the item's entry (infe, 14496-12, 8.11.6). */
const behindEntry = [12, 14];

/** EXIF items get a type that nobody reads: the container alone says how an AVIF is turned. */
function trimAvif(bytes: Uint8Array): Uint8Array {
  let whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isEntry = (at: number): boolean =>
    behindEntry.some((back) => whole.toString('latin1', at - back, at - back + 4) === 'infe');
  for (let at = whole.indexOf('Exif'); at >= 0; at = whole.indexOf('Exif', at + 4)) {
    if (!isEntry(at)) continue;
    // The photo itself is evidence: it stays as it is.
    if (whole.buffer === bytes.buffer) whole = Buffer.from(whole);
    whole.write('skip', at, 'latin1');
  }
  return whole;
}
