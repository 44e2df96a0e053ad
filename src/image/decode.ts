/**
 * Encoded bytes to an upright 8-bit sRGB raster. Everything that can be refused is refused on the header,
 * before any pixel is decoded.
 */
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { WhosecamError } from '../errors.js';
import { readExif } from './exif.js';
import { sniffFormat } from './format.js';
import { decodeHeic } from './heic/decode.js';
import { exifBlockOf, type HeicHeader, readHeicHeader } from './heic/header.js';
import type { DecodeLimits, ImageFormat, ImageInfo, Raster } from './raster.js';
import { sharp } from './sharp.js';
import { trim } from './trim.js';

/** What the header says; width and height in pixels of the upright picture. */
export interface Header {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** Progressive JPEG or interlaced PNG. */
  readonly progressive: boolean;
  /** The EXIF block as it stands in the file, where it has one. */
  readonly exif: Uint8Array | undefined;
  /** What only a HEIC's header says. */
  readonly heic?: HeicHeader;
  /** What the decoder is given of the file. */
  readonly trimmed: Uint8Array;
}

/**
 * Progressive pictures may have this share of the pixel limit: the decoder must hold all their coefficients
 * at once (up to 6 bytes a pixel for JPEG, 8 for 16-bit PNG) where it goes line by line through others.
 */
const progressiveShare = 0.5;

const defaultTimeoutMs = 10_000;

/** Transparent parts become white: what cut-outs of products lie on where people see them. On black, dark domes vanish. */
const ground = '#ffffff';

/**
 * sharp's input settings. 'error' refuses cut-off and broken pixel data, yet lets pass what decoders only warn about,
 * such as the stray bytes between the markers of some phones' JPEGs. Not so for TIFF: there a compression that the
 * decoder doesn't know is a mere warning, and the picture comes out black.
 */
const inputFor = (format: ImageFormat, maxPixels: number | false): SharpOptions => ({
  failOn: format === 'tiff' ? 'warning' : 'error',
  pages: 1,
  limitInputPixels: maxPixels,
  sequentialRead: true,
});

/**
 * Why sharp gave no picture: `timeout` where it was ended, else `unreadable`. libvips keeps one error text for all threads, so its
 * words may be about another picture: they are the cause only.
 */
export function decodeError(format: ImageFormat, cause: unknown): WhosecamError {
  const name = format.toUpperCase();
  if (cause instanceof Error && cause.message.startsWith('timeout:')) {
    return new WhosecamError('timeout', `Expected a ${name} to be decoded in time; it took longer`, { cause });
  }
  return new WhosecamError('unreadable', `Expected a complete ${name}; its data is cut off or broken`, { cause });
}

/** sharp's name of a format as ours; undefined for what isn't on the list. */
function formatOf(metadata: Metadata): ImageFormat | undefined {
  if (metadata.format === 'heif') return metadata.compression === 'av1' ? 'avif' : undefined;
  return (['jpeg', 'png', 'webp', 'tiff'] as const).find((format) => format === metadata.format);
}

function checkPixels(header: Header, limits: DecodeLimits): void {
  const maxPixels = header.progressive ? Math.floor(limits.maxPixels * progressiveShare) : limits.maxPixels;
  const { width, height } = header.heic?.largest ?? header;
  if (width * height <= maxPixels) return;
  const kind = header.progressive ? ' in a progressive picture' : '';
  throw new WhosecamError(
    'too-many-pixels',
    `Expected at most ${maxPixels} pixels${kind}; received ${width} x ${height}`,
  );
}

/**
 * Reads what the header says and checks it against the limits; decodes no pixel.
 * @throws WhosecamError `too-large`, `unsupported-format`, `unreadable`, `too-many-pixels`.
 */
export async function readHeader(bytes: Uint8Array, limits: DecodeLimits): Promise<Header> {
  if (bytes.length > limits.maxBytes) {
    throw new WhosecamError('too-large', `Expected at most ${limits.maxBytes} bytes; received ${bytes.length}`);
  }
  const format = sniffFormat(bytes);
  const header = format === 'heic' ? heicHeader(bytes) : await sharpHeader(bytes, format);
  checkPixels(header, limits);
  return header;
}

function heicHeader(bytes: Uint8Array): Header {
  const heic = readHeicHeader(bytes);
  const { width, height, exif } = heic;
  return { format: 'heic', width, height, progressive: false, exif, heic, trimmed: bytes };
}

async function sharpHeader(bytes: Uint8Array, format: ImageFormat): Promise<Header> {
  const trimmed = trim(bytes, format);
  const metadata = await sharp(trimmed, inputFor(format, false))
    .metadata()
    .catch((cause: unknown) => {
      throw decodeError(format, cause);
    });
  if (formatOf(metadata) !== format) {
    throw new WhosecamError('unsupported-format', `Expected a ${format.toUpperCase()} as its first bytes say`);
  }
  checkChannels(metadata);
  const { width, height } = metadata.autoOrient;
  const exif = format === 'avif' ? exifBlockOf(bytes) : metadata.exif;
  return { format, width, height, progressive: metadata.isProgressive, exif, trimmed };
}

/** A TIFF may have any number of them: what they mean, nobody knows. */
function checkChannels({ channels, space }: Metadata): void {
  const colours = space === 'cmyk' ? 4 : space === 'b-w' || space === 'grey16' ? 1 : 3;
  if (channels <= colours + 1) return;
  throw new WhosecamError(
    'unsupported-format',
    `Expected a picture of ${colours} channels and at most one of transparency; received ${channels}`,
  );
}

/** A picture that's about to be decoded: upright, sRGB, transparency on white; width and height as they will come out. */
export interface Upright {
  readonly header: Header;
  readonly width: number;
  readonly height: number;
  /** What goes wrong with it is for `decodeError`. */
  readonly picture: Sharp;
}

/** Opens a picture. Errors: as `readHeader`; for a HEIC, which is decoded here, as `decodeHeic`. */
export async function openUpright(bytes: Uint8Array, limits: DecodeLimits): Promise<Upright> {
  const header = await readHeader(bytes, limits);
  const { decodeTimeoutMs = defaultTimeoutMs } = limits;
  const { width, height, stored, storedAs } = await toStored(bytes, header, decodeTimeoutMs);
  const picture = sharp(stored, { ...inputFor(storedAs, limits.maxPixels), autoOrient: true })
    .flatten({ background: ground })
    .toColourspace('srgb')
    .timeout({ seconds: Math.ceil(decodeTimeoutMs / 1000) });
  return { header, width, height, picture };
}

/**
 * Decodes a picture: first frame, EXIF orientation applied, sRGB, 8 bits, transparency on white. A HEIC: its primary
 * picture, turned as its container says, masks left aside.
 * @throws WhosecamError as `readHeader`; `unreadable` also for pixel data that is cut off or broken; `timeout`.
 */
export async function decode(bytes: Uint8Array, limits: DecodeLimits): Promise<{ raster: Raster; info: ImageInfo }> {
  const { header, width, height, picture } = await openUpright(bytes, limits);
  const { format } = header;
  const { data, info } = await picture
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw decodeError(format, cause);
    });
  if (info.channels !== 3 || info.width !== width || info.height !== height) {
    throw new WhosecamError(
      'internal',
      `Expected ${width} x ${height} x 3 values; received ${info.width} x ${info.height} x ${info.channels}`,
    );
  }
  const raster = { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height };
  const exif = await readExif(format === 'tiff' ? bytes : header.exif);
  return { raster, info: { width, height, format, ...exif } };
}

/** What sharp is given: the file, or a HEIC's pixels as a TIFF. Width and height as they will come out. */
async function toStored(bytes: Uint8Array, header: Header, timeoutMs: number) {
  const { format, heic, trimmed } = header;
  if (heic === undefined) return { width: header.width, height: header.height, stored: trimmed, storedAs: format };
  const { width, height, tiff } = await decodeHeic(bytes, heic, timeoutMs);
  return { width, height, stored: tiff, storedAs: 'tiff' as const };
}
