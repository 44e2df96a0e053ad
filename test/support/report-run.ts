/** A run of four photos at two sites, with a person's word on one of them; every place in it is one that nothing else says. */
import { reportData, type ReportData, type ReportSource } from '../../src/report/data.js';
import type { Camera, ResultRecord } from '../../src/recognise/result.js';
import { standingReview, type ReviewLine } from '../../src/survey/review.js';
import { failedRecordOf, hikvisionCamera } from './records.js';
import { photoOf } from './surveyed.js';

const facts = {
  takenAt: '2026-11-02T10:14:09',
  takenWith: 'Acme Phone 7',
  location: { lat: 51.4321987, lon: -0.2468135 },
  altitudeM: 77.3,
  direction: { degrees: 123.45, north: 'true' as const },
};

/** What tells a place in the run or the list of its sites, as it would be written. */
export const traces = ['51.4321987', '0.2468135', '77.3', '123.45', '51.43111', '0.24222', '4321'];

const claim: Camera = { ...hikvisionCamera, rule: 2 };

/** As in the run's file. */
export const records: readonly ResultRecord[] = [
  {
    ...photoOf('survey/Quagmire Hall/=IMG_7101.jpg', facts),
    cameras: [claim],
    verdict: { kind: 'brand', brand: 'hikvision', confidence: 0.97, camera: 0 },
  },
  {
    ...photoOf('survey/Quagmire Hall/IMG_7102.jpg', facts),
    cameras: [{ ...claim, detection: 1 }],
    verdict: { kind: 'brand', brand: 'hikvision', confidence: 0.97, camera: 0 },
  },
  photoOf('survey/Zebedee School/IMG_7103.jpg', { takenAt: facts.takenAt }),
  failedRecordOf({ file: 'survey/Zebedee School/IMG_7104.jpg', sha256: null }),
];

/** A person says that the second photo's camera is an Axis. */
export const correction: ReviewLine = {
  schema: 'whosecam.review/1',
  sha256: records[1]?.sha256 ?? '',
  file: records[1]?.file ?? '',
  model: { id: 'tiny-1', version: '0.0.1' },
  machine: { kind: 'brand', brand: 'hikvision', brandName: 'hikvision', confidence: 0.97, box: claim.box },
  reviewer: 'Ada',
  at: '2026-11-03T09:00:00Z',
  seed: null,
  verdict: 'correct',
  camera: 0,
  said: { kind: 'other-brand', brandName: 'Axis' },
};

/** The whole report, changed as wanted. */
export const dataOf = (changes: Partial<ReportSource> = {}): ReportData =>
  reportData({
    records,
    review: standingReview([correction]),
    grouping: { by: 'folder' },
    run: { file: 'survey.jsonl', writtenAt: '2026-11-03T08:00:00.000Z' },
    madeAt: '2026-11-03T10:00:00.000Z',
    programVersion: '0.1.0',
    hasPlaces: true,
    pictures: null,
    ...changes,
  });
