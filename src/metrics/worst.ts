/** The errors that somebody should look at first, by id: no picture is needed to list them. */
import { type Camera, decidingCamera, type ResultRecord } from '../recognise/result.js';
import { claimOutcome } from './claims.js';
import { isBranded, type Sample } from './sample.js';

/** How bad an error is, the worst first. */
const errorKinds = ['wrong-claim', 'family-claim', 'false-camera', 'missed-mark'] as const;

/** A brand that isn't right; the parent's on a rebadge; a camera where there is none; a legible mark without a claim. */
export type ErrorKind = (typeof errorKinds)[number];

/** One error. */
export interface WorstError {
  readonly error: ErrorKind;
  readonly id: string;
  readonly label: string;
  readonly form: string;
  readonly scene: string;
  /** The brand that was claimed, or the verdict's kind, or `failed`. */
  readonly answer: string;
  /** Of the verdict; null for a failure. */
  readonly confidence: number | null;
  /** Of the camera that decided; null without one. */
  readonly rule: number | null;
  /** Why nothing was claimed: that camera's reason, or the failure's code; null when neither. */
  readonly reason: string | null;
  /** Names that were read on any camera. */
  readonly read: readonly string[];
}

/** The worst errors of a set of pictures: by kind, then the surest first, then by id. */
export function worstErrors(samples: readonly Sample[], count = 30): WorstError[] {
  return samples
    .flatMap((sample) => {
      const error = errorOf(sample);
      return error === null ? [] : [describe(error, sample)];
    })
    .sort(
      (a, b) =>
        errorKinds.indexOf(a.error) - errorKinds.indexOf(b.error) ||
        (b.confidence ?? 0) - (a.confidence ?? 0) ||
        (a.id < b.id ? -1 : 1),
    )
    .slice(0, count);
}

function errorOf(sample: Sample): ErrorKind | null {
  const { row, record } = sample;
  const outcome = claimOutcome(sample);
  if (outcome === 'wrong') return 'wrong-claim';
  if (outcome === 'family') return 'family-claim';
  if (row.brand === 'none') return record.status === 'ok' && record.cameras.length > 0 ? 'false-camera' : null;
  return isBranded(row) && row.wordmarkLegible === true && outcome === null ? 'missed-mark' : null;
}

function describe(error: ErrorKind, { row, record }: Sample): WorstError {
  const { id, brand: label, form, scene } = row;
  const camera = decidingCamera(record);
  return {
    error,
    id,
    label,
    form,
    scene,
    answer: record.status === 'failed' ? 'failed' : (record.verdict.brand ?? record.verdict.kind),
    confidence: record.status === 'failed' ? null : record.verdict.confidence,
    rule: camera?.rule ?? null,
    reason: record.status === 'failed' ? record.error.code : reasonOf(camera),
    read: textsOf(record),
  };
}

const reasonOf = (camera: Camera | undefined): string | null =>
  camera?.kind === 'unknown-brand' ? camera.reason : null;

const textsOf = (record: ResultRecord): string[] =>
  record.status === 'failed'
    ? []
    : record.cameras.flatMap(({ evidence }) => evidence.flatMap((one) => (one.type === 'wordmark' ? [one.text] : [])));
