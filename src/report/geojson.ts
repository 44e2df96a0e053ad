/** `photos.geojson` (RFC 7946): where photos were taken, with tags that OpenStreetMap might take. */
import type { CameraVerdict } from '../page/answers.js';
import { capitalised } from '../page/words.js';
import { answerOf } from '../survey/formats.js';
import { placeOf } from '../survey/places.js';
import type { CountedCamera } from '../survey/review.js';
import type { ReportData, ReportPhoto } from './data.js';

/** Photos without a position are left out; without places there are none at all. */
export function photosGeojson({ photos, hasPlaces }: ReportData): object {
  return { type: 'FeatureCollection', features: hasPlaces ? photos.flatMap(featureOf) : [] };
}

function featureOf(photo: ReportPhoto): object[] {
  const { record, counted, site, warnings } = photo;
  const place = placeOf(record);
  if (place === null || record.status === 'failed' || counted === null) return [];
  const { takenAt, altitudeM, direction } = record.image;
  const properties = {
    file: record.file,
    site: site?.name ?? null,
    answer: counted.answer,
    by: counted.by,
    machine_answer: answerOf(record),
    machine_confidence: record.verdict.confidence,
    review: counted.outcome?.kind ?? null,
    person_answer: counted.outcome?.answer ?? null,
    brand_name: counted.brandName,
    taken_at: takenAt ?? null,
    altitude_m: altitudeM ?? null,
    /** Where the device looked, not the camera. */
    photo_direction: direction?.degrees ?? null,
    photo_direction_north: direction?.north ?? null,
    warnings: warnings.map(({ code }) => code),
    model: record.model.id,
    model_version: record.model.version,
    sha256: record.sha256,
    osm: counted.cameras.flatMap(tagsOf),
  };
  return [{ type: 'Feature', geometry: { type: 'Point', coordinates: [place.lon, place.lat] }, properties }];
}

/** As OpenStreetMap writes them. */
const manufacturers: Partial<Record<CameraVerdict, string>> = { hikvision: 'Hikvision', dahua: 'Dahua' };

/**
 * Tags of one camera, to be checked by a person. Another maker is named only where a person does. `camera:type` and
 * `camera:direction` aren't among them: neither the camera's form nor where it looks is known from a photo.
 */
function tagsOf({ answer, brandName, by }: CountedCamera): object[] {
  if (answer === 'not-a-camera') return [];
  const isNamed = answer === 'other-brand' && by === 'person' && brandName !== null;
  const manufacturer = isNamed ? capitalised(brandName) : manufacturers[answer];
  const tags = { man_made: 'surveillance', 'surveillance:type': 'camera' };
  return [manufacturer === undefined ? tags : { ...tags, manufacturer }];
}
