/** What a person changed about a photo, as lines of the review. */
import type { CameraAnswer } from '../page/answers.js';
import { isSameWord, machineMark, type Mark, matchMarks, nameSaid } from '../page/verdicts.js';
import type { Camera, OkRecord } from '../recognise/result.js';
import type { ReviewLine, Said } from './review.js';

/** What every line says beside its verdict. */
export type LineFacts = Pick<ReviewLine, 'reviewer' | 'at' | 'seed'>;

/** A person's marks on a photo; null: they said nothing about it. */
export type Marks = readonly Mark[] | null;

/**
 * The lines that lead from what stood to what stands now; none where nothing changed. A record without an SHA-256 has none.
 */
export function linesBetween(record: OkRecord, before: Marks, after: Marks, facts: LineFacts): ReviewLine[] {
  if (record.sha256 === null) return [];
  const { sha256, file, model } = record;
  const head = { schema: 'whosecam.review/1' as const, sha256, file, model };
  const [was, is] = [matchMarks(before ?? [], record), matchMarks(after ?? [], record)];
  const lineOf = (line: Judgement): ReviewLine =>
    ({ ...head, ...line, machine: machineOf(record, line.camera), ...facts }) as ReviewLine;
  return [
    ...record.cameras.flatMap((camera, i) => judgementOf(camera, i, was.cameras[i], is.cameras[i])),
    ...photoLevel(record, before, after),
    ...was.others.filter((mark) => !is.others.some((other) => isSame(mark, other))).map(takenBack),
    ...is.others.filter((mark) => !was.others.some((other) => isSame(mark, other))).flatMap(missed),
  ].map(lineOf);
}

/** A line without what is the same in all. */
type Judgement =
  | { readonly verdict: 'confirm'; readonly camera: number | null }
  | { readonly verdict: 'correct'; readonly camera: number; readonly said: Said }
  | { readonly verdict: 'not-a-camera'; readonly camera: number }
  | { readonly verdict: 'missed-camera'; readonly camera: null; readonly box: Mark['box']; readonly said: Said }
  | { readonly verdict: 'withdraw'; readonly camera: number | null; readonly box: Mark['box'] | null };

function judgementOf(camera: Camera, index: number, was: Mark | undefined, is: Mark | undefined): Judgement[] {
  if (was && is && isSameWord(was, is, camera)) return [];
  if (!is) return was ? [{ verdict: 'withdraw', camera: index, box: null }] : [];
  if (is.answer === 'not-a-camera') return [{ verdict: 'not-a-camera', camera: index }];
  if (isSameWord(is, machineMark(camera), camera)) return [{ verdict: 'confirm', camera: index }];
  return [{ verdict: 'correct', camera: index, said: saidOf(is.answer, nameSaid(is, camera)) }];
}

/** A photo on which the machine found nothing: looked at and nothing marked confirms that. */
function photoLevel({ cameras }: OkRecord, before: Marks, after: Marks): Judgement[] {
  const isConfirmed = (marks: Marks): boolean => cameras.length === 0 && marks?.length === 0;
  if (isConfirmed(before) === isConfirmed(after)) return [];
  return isConfirmed(after)
    ? [{ verdict: 'confirm', camera: null }]
    : [{ verdict: 'withdraw', camera: null, box: null }];
}

const takenBack = ({ box }: Mark): Judgement => ({ verdict: 'withdraw', camera: null, box });

function missed(mark: Mark): Judgement[] {
  const { box, answer } = mark;
  if (answer === 'not-a-camera') return [];
  return [{ verdict: 'missed-camera', camera: null, box, said: saidOf(answer, nameSaid(mark, undefined)) }];
}

const isSame = (a: Mark, b: Mark): boolean =>
  isSameWord(a, b, undefined) && a.box.every((value, i) => value === b.box[i]);

function saidOf(answer: CameraAnswer, brandName: string | null): Said {
  if (answer === 'other-brand') return { kind: answer, brandName };
  return answer === 'unknown-brand' ? { kind: answer } : { kind: 'brand', brand: answer };
}

/** The machine's answer for a camera; `index` null: for the photo. */
function machineOf({ cameras, verdict }: OkRecord, index: number | null): ReviewLine['machine'] {
  const camera = cameras[index ?? verdict.camera ?? -1];
  if (!camera) return { kind: 'no-camera', confidence: verdict.confidence, box: null };
  const { kind, brand, brandName, confidence, box } = camera;
  if (kind === 'brand') return { kind, brand, brandName, confidence, box };
  return kind === 'other-brand' ? { kind, brandName, confidence, box } : { kind, confidence, box };
}
