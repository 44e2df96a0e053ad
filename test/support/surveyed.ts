/** Records of photos by hand, with what a survey needs of them. */
import type { ImageFacts, OkRecord } from '../../src/recognise/result.js';
import { okRecordOf } from './records.js';

/** Metres of a degree of latitude on a sphere of the earth's mean radius (6371009 m). */
const degreeM = (6_371_009 * Math.PI) / 180;

/** A made-up town hall. */
export const hall = { lat: 51.5, lon: -0.25 };

/** So many metres north of a place (south of it for negative ones). */
export const north = (metres: number, { lat, lon } = hall): { lat: number; lon: number } => ({
  lat: lat + metres / degreeM,
  lon,
});

/** A photo whose SHA-256 is that of no other name, with these facts. */
export const photoOf = (file: string, facts: Partial<ImageFacts> = {}): OkRecord =>
  okRecordOf({
    file,
    sha256: Buffer.from(file).toString('hex').padEnd(64, '0').slice(0, 64),
    image: { width: 1000, height: 500, format: 'jpeg', ...facts },
  });
