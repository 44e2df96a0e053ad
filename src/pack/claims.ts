/** What an evidence pack says: the brand claims of one site, each with the photo that shows it. */
import type { Brand, Camera, OkRecord, ResultRecord } from '../recognise/result.js';
import { type Counted, type CountedCamera, countedOf, type Review } from '../survey/review.js';

/** A camera of one of the two brands. */
export interface Claim {
  readonly record: OkRecord;
  readonly brand: Brand;
  readonly camera: CountedCamera;
  /** What the machine says about it; null: it missed it. */
  readonly machine: Camera | null;
  /** Who judged the photo last, and when; null: nobody confirmed this claim. */
  readonly confirmed: NonNullable<Counted['last']> | null;
}

/**
 * The claims of some records, the confirmed ones first, else in the records' order. A claim is confirmed where a person's word, not the
 * machine's alone, says so of that very camera. The same picture counts once, whatever its name.
 */
export function claimsOf(records: readonly ResultRecord[], review: Review): Claim[] {
  const unique = new Map(records.map((record) => [record.sha256 ?? record.file, record] as const).reverse());
  const claims = [...unique.values()].reverse().flatMap((record) => claimsOn(record, review));
  return [...claims.filter(({ confirmed }) => confirmed), ...claims.filter(({ confirmed }) => !confirmed)];
}

function claimsOn(record: ResultRecord, review: Review): Claim[] {
  const counted = countedOf(record, review);
  if (record.status === 'failed' || !counted) return [];
  return counted.cameras.flatMap((camera) => {
    const { answer: brand, by, index } = camera;
    if (brand !== 'hikvision' && brand !== 'dahua') return [];
    const machine = index === null ? null : (record.cameras[index] ?? null);
    return [{ record, brand, camera, machine, confirmed: by === 'person' ? counted.last : null }];
  });
}
