import exifr from 'exifr';
import type { ImageInfo } from './raster.js';

/** When and where, as far as a file tells. */
export type ExifFacts = Pick<ImageInfo, 'takenAt' | 'location'>;

const options: Parameters<typeof exifr.parse>[1] = {
  // Dates stay as written: reviving them would read them in this machine's time zone.
  reviveValues: false,
  exif: { pick: ['DateTimeOriginal', 'OffsetTimeOriginal'] },
  gps: { pick: ['GPSLatitudeRef', 'GPSLatitude', 'GPSLongitudeRef', 'GPSLongitude'] },
  ifd1: false,
  interop: false,
  jfif: false,
  iptc: false,
  xmp: false,
  icc: false,
  makerNote: false,
  userComment: false,
  mergeOutput: true,
};

/** '2026:11:02 10:14:09' and '+01:00' -> '2026-11-02T10:14:09+01:00'; undefined for what is no date. */
export function toIsoDate(written: unknown, zone: unknown): string | undefined {
  const match = typeof written === 'string' ? /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(written) : null;
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = new Date(`${plain}Z`);
  // Date rolls 31 February over to March: a real date comes back as it went in.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(plain)) return undefined;
  const known = typeof zone === 'string' && /^[+-]\d\d:\d\d/.test(zone);
  return known ? plain + zone.slice(0, 6) : plain;
}

/** Decimal degrees; undefined out of range, and for exactly 0, 0, which devices write when they have no fix. */
export function toLocation(lat: unknown, lon: unknown): { lat: number; lon: number } | undefined {
  if (typeof lat !== 'number' || typeof lon !== 'number') return undefined;
  const inRange = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  if (!inRange || (lat === 0 && lon === 0)) return undefined;
  // Seven places are about a centimetre.
  const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
  return { lat: round(lat), lon: round(lon) };
}

/**
 * Time and place from an EXIF block (with or without its `Exif\0\0` head) or a whole TIFF file.
 * Never throws: a broken block is the same as none, for the picture itself may be fine.
 */
export async function readExif(block: Uint8Array | undefined): Promise<ExifFacts> {
  if (block === undefined) return {};
  const hasHead = String.fromCharCode(...block.subarray(0, 4)) === 'Exif';
  try {
    const tags: unknown = await exifr.parse(hasHead ? block.subarray(6) : block, options);
    if (typeof tags !== 'object' || tags === null) return {};
    const found = tags as Record<string, unknown>;
    const takenAt = toIsoDate(found['DateTimeOriginal'], found['OffsetTimeOriginal']);
    // Without its letter a place would land on the wrong side of Greenwich or the equator.
    const hasLetters = /^[NS]/.test(String(found['GPSLatitudeRef'])) && /^[EW]/.test(String(found['GPSLongitudeRef']));
    const location = hasLetters ? toLocation(found['latitude'], found['longitude']) : undefined;
    return { ...(takenAt !== undefined && { takenAt }), ...(location !== undefined && { location }) };
  } catch {
    return {};
  }
}
