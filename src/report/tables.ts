/** `photos.csv` and `cameras.csv`. */
import { answerOfCamera } from '../page/answers.js';
import type { Camera, ImageFacts } from '../recognise/result.js';
import { type Columns, csvTable } from '../survey/csv.js';
import { adviceOf, answerOf, evidenceOf } from '../survey/formats.js';
import type { CountedCamera } from '../survey/review.js';
import type { ReportData, ReportPhoto } from './data.js';

/** One row a photo. Columns: docs/report.md. */
export function photosCsv({ photos, hasPlaces }: ReportData): string {
  return csvTable({ ...photoColumns, ...(hasPlaces && placeColumns), ...lastColumns }, photos);
}

/** One row a camera, also those that a person marked or took away. Columns: docs/report.md. */
export function camerasCsv({ photos }: ReportData): string {
  const rows = photos.flatMap((photo) => (photo.counted?.cameras ?? []).map((camera) => ({ photo, camera })));
  return csvTable(cameraColumns, rows);
}

const imageOf = ({ record }: ReportPhoto): Partial<ImageFacts> => (record.status === 'ok' ? record.image : {});

/** The camera that decides, as the machine saw it; none where a person marked it. */
function decidingOf({ record, counted }: ReportPhoto): Camera | undefined {
  const index = counted?.cameras[counted.camera ?? -1]?.index ?? null;
  return record.status === 'ok' && index !== null ? record.cameras[index] : undefined;
}

/** The family behind the name that counts: the machine knows it only of its own answer. */
function lineageOf(camera: CountedCamera | undefined, machine: Camera | undefined): Camera['lineage'] {
  if (!camera || !machine) return null;
  const isItsOwn = camera.answer === answerOfCamera(machine) && camera.brandName === machine.brandName;
  return isItsOwn ? machine.lineage : null;
}

const photoColumns: Columns<ReportPhoto> = {
  file: ({ record }) => record.file,
  site: ({ site }) => site?.name ?? null,
  answer: ({ record, counted }) => counted?.answer ?? answerOf(record),
  by: ({ counted }) => counted?.by ?? null,
  machine_answer: ({ record }) => answerOf(record),
  machine_confidence: ({ record }) => (record.status === 'ok' ? record.verdict.confidence : null),
  review: ({ counted }) => counted?.outcome?.kind ?? null,
  person_answer: ({ counted }) => counted?.outcome?.answer ?? null,
  reviewer: ({ counted }) => counted?.last?.reviewer ?? null,
  reviewed_at: ({ counted }) => counted?.last?.at ?? null,
  brand_name: ({ counted }) => counted?.brandName ?? null,
  family: (photo) => lineageOf(photo.counted?.cameras[photo.counted.camera ?? -1], decidingOf(photo))?.family ?? null,
  cameras: ({ counted }) => counted?.cameras.filter(({ answer }) => answer !== 'not-a-camera').length ?? null,
  evidence: (photo) => evidenceOf(decidingOf(photo)),
  advice: (photo) => adviceOf(decidingOf(photo)),
  warnings: ({ warnings }) => [...new Set(warnings.map(({ code }) => code))].join(' '),
  error: ({ record }) => (record.status === 'failed' ? record.error.code : null),
  message: ({ record }) => (record.status === 'failed' ? record.error.message : null),
  taken_at: (photo) => imageOf(photo).takenAt ?? null,
  taken_with: (photo) => imageOf(photo).takenWith ?? null,
};

const placeColumns: Columns<ReportPhoto> = {
  lat: (photo) => imageOf(photo).location?.lat ?? null,
  lon: (photo) => imageOf(photo).location?.lon ?? null,
  altitude_m: (photo) => imageOf(photo).altitudeM ?? null,
  direction: (photo) => imageOf(photo).direction?.degrees ?? null,
  direction_north: (photo) => imageOf(photo).direction?.north ?? null,
};

const lastColumns: Columns<ReportPhoto> = {
  site_kind: ({ site }) => site?.kind ?? null,
  council: ({ site }) => site?.council ?? null,
  constituency: ({ site }) => site?.constituency ?? null,
  width: (photo) => imageOf(photo).width ?? null,
  height: (photo) => imageOf(photo).height ?? null,
  format: (photo) => imageOf(photo).format ?? null,
  model: ({ record }) => record.model.id,
  model_version: ({ record }) => record.model.version,
  sha256: ({ record }) => record.sha256,
};

interface CameraRow {
  readonly photo: ReportPhoto;
  readonly camera: CountedCamera;
}

/** A camera as the machine saw it; none where a person marked it. */
function machineOf({ photo: { record }, camera: { index } }: CameraRow): Camera | undefined {
  return record.status === 'ok' && index !== null ? record.cameras[index] : undefined;
}

const cameraColumns: Columns<CameraRow> = {
  file: ({ photo }) => photo.record.file,
  site: ({ photo }) => photo.site?.name ?? null,
  camera: ({ camera }) => camera.index,
  answer: ({ camera }) => camera.answer,
  by: ({ camera }) => camera.by,
  machine_answer: (row) => machineOf(row)?.brand ?? machineOf(row)?.kind ?? 'missed',
  machine_confidence: (row) => machineOf(row)?.confidence ?? null,
  detection: (row) => machineOf(row)?.detection ?? null,
  brand_name: ({ camera }) => camera.brandName,
  family: (row) => lineageOf(row.camera, machineOf(row))?.family ?? null,
  link: (row) => lineageOf(row.camera, machineOf(row))?.link ?? null,
  rule: (row) => machineOf(row)?.rule ?? null,
  evidence: (row) => evidenceOf(machineOf(row)),
  reason: (row) => reasonOf(machineOf(row)),
  advice: (row) => adviceOf(machineOf(row)),
  flags: (row) => machineOf(row)?.flags.join(' ') ?? null,
  p_hikvision: (row) => machineOf(row)?.probabilities.hikvision ?? null,
  p_dahua: (row) => machineOf(row)?.probabilities.dahua ?? null,
  p_other: (row) => machineOf(row)?.probabilities.other ?? null,
  x: ({ camera }) => camera.box[0],
  y: ({ camera }) => camera.box[1],
  width: ({ camera }) => camera.box[2],
  height: ({ camera }) => camera.box[3],
  model: ({ photo }) => photo.record.model.id,
  model_version: ({ photo }) => photo.record.model.version,
  sha256: ({ photo }) => photo.record.sha256,
};

const reasonOf = (camera: Camera | undefined): string | null =>
  camera?.kind === 'unknown-brand' ? camera.reason : null;
