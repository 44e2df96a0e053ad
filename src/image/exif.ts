import exifr from 'exifr';
import { hasModestCounts } from './exif-counts.js';
import type { ImageInfo } from './raster.js';

/** When, where, which way and with what, as far as a file tells. */
export type ExifFacts = Pick<ImageInfo, 'takenAt' | 'takenWith' | 'location' | 'altitudeM' | 'direction'>;

const options: Parameters<typeof exifr.parse>[1] = {
  // Dates stay as written: reviving them would read them in this machine's time zone.
  reviveValues: false,
  ifd0: { pick: ['Make', 'Model'] },
  exif: { pick: ['DateTimeOriginal', 'OffsetTimeOriginal'] },
  gps: {
    pick: [
      'GPSLatitudeRef',
      'GPSLatitude',
      'GPSLongitudeRef',
      'GPSLongitude',
      'GPSAltitudeRef',
      'GPSAltitude',
      'GPSImgDirectionRef',
      'GPSImgDirection',
    ],
  },
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

/** Zones in use lie between -12:00 and +14:00. */
const zoneWritten = /^(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)/;

/**
 * '2026:11:02 10:14:09' and '+01:00' -> '2026-11-02T10:14:09+01:00'; undefined for what is no date. Without a zone it stays
 * the local time as written: which zone that was, nobody knows.
 */
export function toIsoDate(written: unknown, zone: unknown): string | undefined {
  const match = typeof written === 'string' ? /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(written) : null;
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = new Date(`${plain}Z`);
  // Date rolls 31 February over to March: a real date comes back as it went in.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(plain)) return undefined;
  const [known = ''] = (typeof zone === 'string' ? zoneWritten.exec(zone) : null) ?? [];
  return plain + known;
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
 * Metres above the sea; undefined where nobody walks. `ref` as EXIF has it: 1 (and 3, of EXIF 3.0) is below, else above.
 */
export function toAltitudeM(metres: unknown, ref: unknown): number | undefined {
  if (typeof metres !== 'number') return undefined;
  const side = ref instanceof Uint8Array ? ref[0] : ref;
  const altitudeM = side === 1 || side === 3 ? -metres : metres;
  // The Dead Sea's shore is at -440 m, Everest at 8849 m.
  const isOnEarth = altitudeM >= -500 && altitudeM <= 9000;
  // GPS knows heights to some metres. No -0.
  return isOnEarth ? Math.round(altitudeM * 10) / 10 + 0 : undefined;
}

/** Degrees clockwise from north; undefined out of range. Without a letter it isn't known from which north. */
export function toDirection(degrees: unknown, ref: unknown): ImageInfo['direction'] {
  if (typeof degrees !== 'number' || !(degrees >= 0 && degrees <= 360)) return undefined;
  const letter = typeof ref === 'string' ? ref.slice(0, 1) : '';
  const north = letter === 'T' ? 'true' : letter === 'M' ? 'magnetic' : null;
  // A full turn is none, also after rounding.
  return { degrees: (Math.round(degrees * 100) / 100) % 360, north };
}

/** `Apple iPhone 13`: make and model, the make once; at most 64 characters, none that a terminal or a page would act on. */
export function toDevice(make: unknown, model: unknown): string | undefined {
  const [maker, name] = [make, model].map((text) =>
    typeof text === 'string' ? text.replace(/[\p{C}\s]+/gu, ' ').trim() : '',
  ) as [string, string];
  const whole = name.toLowerCase().startsWith(maker.toLowerCase()) ? name : `${maker} ${name}`.trim();
  // By code points: half a pair would be no text.
  return whole === '' ? undefined : [...whole].slice(0, 32).join('');
}

/**
 * What an EXIF block (with or without its `Exif\0\0` head) or a whole TIFF file says.
 * Never throws: a broken block is the same as none, for the picture itself may be fine.
 */
export async function readExif(block: Uint8Array | undefined): Promise<ExifFacts> {
  if (block === undefined) return {};
  const hasHead = String.fromCharCode(...block.subarray(0, 4)) === 'Exif';
  const tiff = hasHead ? block.subarray(6) : block;
  try {
    if (!hasModestCounts(tiff)) return {};
    const tags: unknown = await exifr.parse(tiff, options);
    if (typeof tags !== 'object' || tags === null) return {};
    return factsOf(tags as Record<string, unknown>);
  } catch {
    return {};
  }
}

function factsOf(tags: Record<string, unknown>): ExifFacts {
  const takenAt = toIsoDate(tags['DateTimeOriginal'], tags['OffsetTimeOriginal']);
  const takenWith = toDevice(tags['Make'], tags['Model']);
  // Without its letter a place would land on the wrong side of Greenwich or the equator.
  const hasLetters = /^[NS]/.test(String(tags['GPSLatitudeRef'])) && /^[EW]/.test(String(tags['GPSLongitudeRef']));
  const location = hasLetters ? toLocation(tags['latitude'], tags['longitude']) : undefined;
  const altitudeM = toAltitudeM(tags['GPSAltitude'], tags['GPSAltitudeRef']);
  const direction = toDirection(tags['GPSImgDirection'], tags['GPSImgDirectionRef']);
  return {
    ...(takenAt !== undefined && { takenAt }),
    ...(takenWith !== undefined && { takenWith }),
    ...(location !== undefined && { location }),
    ...(altitudeM !== undefined && { altitudeM }),
    ...(direction !== undefined && { direction }),
  };
}
