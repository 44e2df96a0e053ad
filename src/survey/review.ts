/**
 * The person's word on a run: one line of `run.review.jsonl` a verdict, appended as it's given, beside the machine's records. The last line
 * about a camera counts. A line holds the answer that it speaks of, so it says by itself what the person said, and its box
 * ties it to a camera when another version of the model finds others.
 */
import { z } from 'zod';
import { WhosecamError } from '../errors.js';
import { type Answer, answerOfCamera, answerOfRecord, type CameraVerdict, iouOf } from '../page/answers.js';
import { type Mark, matchMarks, type Outcome, outcomeOf, sameBoxIou } from '../page/verdicts.js';
import { boxNormSchema, brandSchema, modelSchema, type OkRecord, type ResultRecord } from '../recognise/result.js';
import { isTornLine, jsonOf } from './json-lines.js';

const share = z.number().min(0).max(1);
const name = z.string().min(1).max(100);

/** What a camera is said to be. */
export const saidSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('brand'), brand: brandSchema }),
  z.strictObject({ kind: z.literal('other-brand'), brandName: name.nullable() }),
  z.strictObject({ kind: z.literal('unknown-brand') }),
]);

const machine = { confidence: share, box: boxNormSchema };

/** The machine's answer that a verdict speaks of: of one camera, or that there's none. */
export const machineAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...machine, kind: z.literal('brand'), brand: brandSchema, brandName: z.string().nullable() }),
  z.strictObject({ ...machine, kind: z.literal('other-brand'), brandName: z.string().nullable() }),
  z.strictObject({ ...machine, kind: z.literal('unknown-brand') }),
  z.strictObject({ kind: z.literal('no-camera'), confidence: share, box: z.null() }),
]);

const about = {
  schema: z.literal('whosecam.review/1'),
  /** SHA-256 of the photo's bytes, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  file: z.string(),
  model: modelSchema,
  machine: machineAnswerSchema,
  reviewer: name,
  /** When it was said. */
  at: z.iso.datetime({ offset: true }),
  /** Of the random order in which the photos were shown; null: the least certain first. */
  seed: z.int().min(0).nullable(),
};
/** Of the record's cameras. */
const camera = z.int().min(0);

/** One line of the file. `camera` null: about the photo as a whole. */
export const reviewLineSchema = z.discriminatedUnion('verdict', [
  /** It's as the machine says; without a camera: none is there. */
  z.strictObject({ ...about, verdict: z.literal('confirm'), camera: camera.nullable() }),
  z.strictObject({ ...about, verdict: z.literal('correct'), camera, said: saidSchema }),
  z.strictObject({ ...about, verdict: z.literal('not-a-camera'), camera }),
  /** A camera that the machine didn't find, at `box`. */
  z.strictObject({
    ...about,
    verdict: z.literal('missed-camera'),
    camera: z.null(),
    box: boxNormSchema,
    said: saidSchema,
  }),
  /** Takes back what was said about a camera, a missed one (`box`), or the photo. */
  z.strictObject({
    ...about,
    verdict: z.literal('withdraw'),
    camera: camera.nullable(),
    box: boxNormSchema.nullable(),
  }),
]);

export type Said = z.infer<typeof saidSchema>;
export type ReviewLine = z.infer<typeof reviewLineSchema>;
/** Lines that stand, by the photo's SHA-256. */
export type Review = ReadonlyMap<string, readonly ReviewLine[]>;

/**
 * The lines of a file's text, in order. A torn last line (the program was killed while writing) is dropped.
 * Errors: `bad-request` with the number of a line that is something else.
 */
export function parseReview(text: string): ReviewLine[] {
  const lines = text.split('\n');
  return lines.flatMap((content, i) => {
    if (content.trim() === '') return [];
    const line = reviewLineSchema.safeParse(jsonOf(content));
    if (line.success) return [line.data];
    if (i === lines.length - 1 && isTornLine(content, 'whosecam.review/1')) return [];
    throw new WhosecamError('bad-request', `Expected verdicts of a review; line ${i + 1} is something else`);
  });
}

/** What stands of these lines: the last about each camera, without what was taken back. */
export function standingReview(lines: readonly ReviewLine[]): Review {
  const standing = new Map<string, ReviewLine[]>();
  for (const line of lines) {
    const before = (standing.get(line.sha256) ?? []).filter((earlier) => !isAboutSame(earlier, line));
    const now = line.verdict === 'withdraw' ? before : [...before, line];
    if (now.length > 0) standing.set(line.sha256, now);
    else standing.delete(line.sha256);
  }
  return standing;
}

/** The place that a line is about; null: the photo as a whole. */
const placeOf = (line: ReviewLine): readonly [number, number, number, number] | null => {
  if ('box' in line && line.box !== null) return line.box;
  return line.camera === null ? null : line.machine.box;
};

/** Whether two lines of one photo are about the same camera. Missed cameras may stand close together: they are told by their very box. */
function isAboutSame(a: ReviewLine, b: ReviewLine): boolean {
  const isSameModel = a.model.id === b.model.id && a.model.version === b.model.version;
  if (a.camera !== null && b.camera !== null && isSameModel) return a.camera === b.camera;
  const [place, other] = [placeOf(a), placeOf(b)];
  if (place === null || other === null) return place === other;
  if (a.camera === null && b.camera === null) return place.every((value, i) => value === other[i]);
  return !isSameModel && iouOf(place, other) >= sameBoxIou;
}

/** One camera as it counts. */
export interface CountedCamera {
  /** Of the record's cameras; null: a person marked it, the machine missed it. */
  readonly index: number | null;
  readonly box: readonly [number, number, number, number];
  readonly answer: CameraVerdict;
  /** The name on the front where one is known, as the lexicon or a person writes it. */
  readonly brandName: string | null;
  /** Whose answer this is: a person's, or the machine's alone. */
  readonly by: 'person' | 'machine';
}

/** A photo's answer that counts: the person's where there's one, else the machine's. */
export interface Counted {
  readonly answer: Answer;
  /** As `CountedCamera`'s, of the camera that decides. */
  readonly brandName: string | null;
  /** The camera that decides, of `cameras`; null for `no-camera`. */
  readonly camera: number | null;
  /** A person judged what decides. */
  readonly by: 'person' | 'machine';
  /** The record's cameras in their order, then those that a person marked. */
  readonly cameras: readonly CountedCamera[];
  /** What the person's word comes to beside the machine's; null: nobody said anything. */
  readonly outcome: Outcome | null;
  /** Who spoke last, and when; null: nobody. */
  readonly last: { readonly reviewer: string; readonly at: string } | null;
}

/** A record merged with what persons said about its photo; null for a failure. */
export function countedOf(record: ResultRecord, review: Review): Counted | null {
  if (record.status === 'failed') return null;
  const lines = record.sha256 === null ? [] : (review.get(record.sha256) ?? []);
  const marks = lines.flatMap(marksOf);
  const cameras = camerasOf(record, marks);
  const outcome = lines.length > 0 ? outcomeOf(marks, record) : null;
  const latest = lines.at(-1);
  const last = latest ? { reviewer: latest.reviewer, at: latest.at } : null;
  const answer = outcome?.answer ?? answerOfRecord(record);
  const those = cameras.filter((camera) => camera.answer === answer);
  const deciding =
    those.find(({ by }) => by === 'person') ?? those.find(({ index }) => index === record.verdict.camera) ?? those[0];
  const brandName = deciding?.brandName ?? null;
  const by = deciding?.by ?? (outcome?.isComplete === true ? 'person' : 'machine');
  return { answer, brandName, camera: deciding ? cameras.indexOf(deciding) : null, by, cameras, outcome, last };
}

function camerasOf(record: OkRecord, marks: readonly NamedMark[]): CountedCamera[] {
  const { cameras, others } = matchMarks(marks, record);
  const found = record.cameras.map((machine, index): CountedCamera => {
    const { box, brandName } = machine;
    const mark = cameras[index];
    return mark
      ? { index, box, answer: mark.answer, brandName: mark.brandName, by: 'person' }
      : { index, box, answer: answerOfCamera(machine), brandName, by: 'machine' };
  });
  const missed = others
    .filter(({ answer }) => answer !== 'not-a-camera')
    .map((mark): CountedCamera => ({ index: null, ...mark, by: 'person' }));
  return [...found, ...missed];
}

/** A mark with the name on the camera's front. */
interface NamedMark extends Mark {
  readonly brandName: string | null;
}

/** The mark that a line makes; none for a photo without cameras, which was only looked at. */
export function marksOf(line: ReviewLine): NamedMark[] {
  const { verdict, machine } = line;
  if (verdict === 'missed-camera') return [{ box: line.box, ...answerOfSaid(line.said) }];
  if (verdict === 'withdraw' || machine.kind === 'no-camera') return [];
  const { box } = machine;
  if (verdict === 'not-a-camera') return [{ box, answer: 'not-a-camera', brandName: null }];
  if (verdict === 'correct') return [{ box, ...answerOfSaid(line.said) }];
  return [{ box, ...answerOfSaid(machine) }];
}

function answerOfSaid(said: Said | Exclude<ReviewLine['machine'], { kind: 'no-camera' }>): Omit<NamedMark, 'box'> {
  const brandName = 'brandName' in said ? said.brandName : null;
  return { answer: said.kind === 'brand' ? said.brand : said.kind, brandName };
}
