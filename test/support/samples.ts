/** Labelled pictures with records, by hand. */
import { type ManifestRow, manifestRowSchema, type Sample } from '../../src/metrics/sample.js';
import type { Brand, Camera, ResultRecord, Verdict } from '../../src/recognise/result.js';
import { failedRecordOf, hikvisionCamera, okRecordOf } from './records.js';

/** A studio bullet of Hikvision in the test split, changed as wanted. */
export const rowOf = (changes: Partial<ManifestRow> = {}): ManifestRow =>
  manifestRowSchema.parse({
    id: 'x',
    image: 'x.webp',
    split: 'test',
    brand: 'hikvision',
    family: null,
    form: 'bullet',
    scene: 'studio',
    origin: 'unknown',
    source: 's',
    wordmarkLegible: true,
    markOn: 'product',
    boxes: [],
    ...changes,
  });

/** What a picture was answered: a brand, a kind, or a failure. */
export type Answered = Brand | Exclude<Verdict['kind'], 'brand'> | 'failed';

/** A record with this answer; cameras at these boxes, or one somewhere unless the answer is `no-camera`. */
export function answered(answer: Answered, confidence = 0.9, boxes?: readonly Camera['box'][]): ResultRecord {
  if (answer === 'failed') return failedRecordOf();
  const places = boxes ?? (answer === 'no-camera' ? [] : [hikvisionCamera.box]);
  return okRecordOf({
    verdict: verdictOf(answer, confidence),
    cameras: places.map((box) => ({ ...hikvisionCamera, box })),
  });
}

function verdictOf(answer: Exclude<Answered, 'failed'>, confidence: number): Verdict {
  if (answer === 'no-camera') return { kind: answer, brand: null, confidence, camera: null };
  if (answer === 'hikvision' || answer === 'dahua') return { kind: 'brand', brand: answer, confidence, camera: 0 };
  return answer === 'other-brand'
    ? { kind: answer, brand: null, brandName: null, confidence, camera: 0 }
    : { kind: answer, brand: null, confidence, camera: 0 };
}

/** A labelled picture and its answer. */
export const sampleOf = (label: Partial<ManifestRow>, answer: Answered, confidence?: number): Sample => ({
  row: rowOf(label),
  record: answered(answer, confidence),
});
