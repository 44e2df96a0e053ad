/** Records by hand. */
import type { Camera, FailedRecord, OkRecord } from '../../src/recognise/result.js';

const head = { schema: 'whosecam.result/1', file: 'a.jpg', sha256: 'a'.repeat(64) } as const;
const tail = { model: { id: 'tiny-1', version: '0.0.1' }, elapsedMs: 5 };
const image = { width: 1000, height: 500, format: 'jpeg' } as const;

/** A camera of Hikvision that was read. */
export const hikvisionCamera: Extract<Camera, { kind: 'brand' }> = {
  box: [0.1, 0.2, 0.3, 0.4],
  detection: 0.95,
  kind: 'brand',
  brand: 'hikvision',
  confidence: 0.97,
  probabilities: { hikvision: 0.97, dahua: 0.01, other: 0.02 },
  brandName: 'hikvision',
  lineage: { family: 'hikvision', link: 'own-brand', source: "the maker's own mark" },
  evidence: [
    {
      type: 'wordmark',
      text: 'HIKVISION',
      confidence: 0.99,
      box: [0.1, 0.2, 0.1, 0.1],
      name: 'hikvision',
    },
    { type: 'housing', probabilities: { hikvision: 0.7, dahua: 0.1, other: 0.2 } },
  ],
  flags: [],
  rule: 1,
};

/** An `ok` record without a camera, changed as wanted. */
export const okRecordOf = (changes: Partial<OkRecord> = {}): OkRecord => ({
  ...head,
  status: 'ok',
  verdict: { kind: 'no-camera', brand: null, confidence: 0.9, camera: null },
  cameras: [],
  image,
  ...tail,
  ...changes,
});

/** A record that claims Hikvision. */
export const hikvisionRecordOf = (changes: Partial<OkRecord> = {}): OkRecord =>
  okRecordOf({
    verdict: { kind: 'brand', brand: 'hikvision', confidence: 0.97, camera: 0 },
    cameras: [hikvisionCamera],
    ...changes,
  });

/** A record that says Axis, another maker. */
export const axisRecord: OkRecord = okRecordOf({
  verdict: { kind: 'other-brand', brand: null, brandName: 'axis', confidence: 0.9, camera: 0 },
  cameras: [{ ...hikvisionCamera, kind: 'other-brand', brand: null, brandName: 'axis', lineage: null }],
});

/** A failed record, changed as wanted. */
export const failedRecordOf = (changes: Partial<FailedRecord> = {}): FailedRecord => ({
  ...head,
  status: 'failed',
  error: { code: 'unreadable', message: 'Expected a picture; received something else' },
  ...tail,
  ...changes,
});
