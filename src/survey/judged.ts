/** Which photos of a run a person judged, and what their share among all is worth. */
import { answerOfCamera, answerOfRecord, isSameName } from '../page/answers.js';
import type { JudgedCamera, JudgedPhoto } from '../metrics/reviewed.js';
import type { Camera, OkRecord, ResultRecord } from '../recognise/result.js';
import { orderedForReview } from './order.js';
import { type CountedCamera, countedOf, type Review } from './review.js';

/** The reviewed photos of a run, each picture once. */
export interface JudgedRun {
  /** Photos that the machine answered. */
  readonly photos: number;
  /** Those that failed: nobody can judge an answer that isn't there. */
  readonly failed: number;
  /** Those that a person judged camera by camera. */
  readonly judged: readonly JudgedPhoto[];
  /** Those with a person's word on some of their cameras only: they're left out. */
  readonly begun: number;
  /** Verdicts on photos that aren't in this run. */
  readonly strangers: number;
  /** A fair sample: the photos at the head of a random order that are all judged; null where no sitting was at random. */
  readonly sample: { readonly seed: number; readonly judged: readonly JudgedPhoto[] } | null;
}

/**
 * What a review says about a run. The sample is what a random order (its seed was chosen before anyone looked) begins with, up to the
 * first photo that nobody judged; whether a photo was judged at random or otherwise doesn't matter to it.
 */
export function judgedRun(records: readonly ResultRecord[], review: Review): JudgedRun {
  const bySha256 = new Map(records.map((record) => [record.sha256 ?? record.file, record]));
  const unique = [...bySha256.values()];
  const answered = unique.filter((record) => record.status === 'ok');
  const judgedOf = (record: OkRecord): JudgedPhoto[] => judgedPhoto(record, review);
  const seed = [...review.values()].flat().find((line) => line.seed !== null)?.seed ?? null;
  const judged = answered.flatMap(judgedOf);
  return {
    photos: answered.length,
    failed: unique.length - answered.length,
    judged,
    begun: answered.filter(({ sha256 }) => review.has(String(sha256))).length - judged.length,
    strangers: [...review.keys()].filter((sha256) => !bySha256.has(sha256)).length,
    sample: seed === null ? null : { seed, judged: headOf(orderedForReview(answered, seed), judgedOf) },
  };
}

/** None where nobody said anything, or not about every camera. */
function judgedPhoto(record: OkRecord, review: Review): JudgedPhoto[] {
  const counted = countedOf(record, review);
  if (counted?.outcome?.isComplete !== true) return [];
  const found = counted.cameras.filter(({ index }) => index !== null);
  return [
    {
      machine: answerOfRecord(record),
      person: counted.answer,
      cameras: record.cameras.map((camera, i) => judgedCamera(camera, found[i])),
      missed: counted.cameras.length - found.length,
      otherMakers: counted.cameras.flatMap((camera) => otherMakerOf(camera) ?? []),
    },
  ];
}

function judgedCamera(camera: Camera, counted: CountedCamera | undefined): JudgedCamera {
  const [machine, person] = [answerOfCamera(camera), counted?.answer ?? 'unknown-brand'];
  const name = otherMakerOf(counted);
  if (machine !== 'other-brand' || camera.brandName === null || name === null) return { machine, person };
  return { machine, person, isNameRight: isSameName(camera.brandName, name) };
}

/** The name on another maker's camera; null: it has none, or isn't another maker's. */
const otherMakerOf = (camera: CountedCamera | undefined): string | null =>
  camera?.answer === 'other-brand' ? camera.brandName : null;

function headOf(ordered: readonly OkRecord[], judgedOf: (record: OkRecord) => JudgedPhoto[]): JudgedPhoto[] {
  const head: JudgedPhoto[] = [];
  for (const record of ordered) {
    const judged = judgedOf(record);
    if (judged.length === 0) break;
    head.push(...judged);
  }
  return head;
}
