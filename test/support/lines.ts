/** Lines of a review by hand, about the cameras of the records by hand. */
import { type ReviewLine, reviewLineSchema } from '../../src/survey/review.js';
import { hikvisionCamera } from './records.js';

const { brand, brandName, confidence, box } = hikvisionCamera;

/** A line of Ada's, the least certain first, about the record by hand, with this verdict and changed as wanted. */
export function lineOf(verdict: Partial<Record<string, unknown>> & Pick<ReviewLine, 'verdict' | 'camera'>): ReviewLine {
  const ofCamera = { kind: 'brand', brand, brandName, confidence, box };
  const ofPhoto = { kind: 'no-camera', confidence: 0.9, box: null };
  return reviewLineSchema.parse({
    schema: 'whosecam.review/1',
    sha256: 'a'.repeat(64),
    file: 'a.jpg',
    model: { id: 'tiny-1', version: '0.0.1' },
    machine: verdict.camera === null ? ofPhoto : ofCamera,
    reviewer: 'Ada',
    at: '2026-11-24T10:00:00.000Z',
    seed: null,
    ...verdict,
  });
}
