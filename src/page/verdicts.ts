/**
 * The person's verdicts: marks on a photo. A mark on a box of the program's is a verdict on that camera, any other one is a
 * camera that the program missed. A verdict without a mark says: looked at, and there's nothing to mark. Boxes, not indices,
 * tie marks to cameras, so that they stay true when another version of the model finds others.
 */
import type { Camera, OkRecord } from '../recognise/result.js';
import {
  answerOfCamera,
  bestOf,
  type Answer,
  type Box,
  cameraAnswers,
  type CameraAnswer,
  type CameraVerdict,
  iouOf,
} from './answers.js';

/** What a person says about one place of a photo. */
export interface Mark {
  readonly box: Box;
  readonly answer: CameraVerdict;
  /**
   * Of `other-brand`: the maker's name; null where the person knows none. Without it nothing was said of the name: where the
   * program says another maker, too, its name stands.
   */
  readonly brandName?: string | null;
}

/** The longest name of a maker, characters. */
export const maxNameLength = 100;

/** What a person says about a photo. Browsers keep it, so it doesn't say what the photo or its folder is called. */
export interface PersonVerdict {
  /** Of the photo's bytes. */
  readonly sha256: string;
  readonly marks: readonly Mark[];
  /** When it was last changed, ISO 8601. */
  readonly at: string;
}

/** A person's marks, sorted to what the program found. */
export interface Reading {
  /** One a camera of the record; undefined: not judged. */
  readonly cameras: readonly (Mark | undefined)[];
  readonly missed: readonly (Mark & { readonly answer: CameraAnswer })[];
}

/** Where a mark overlaps a camera's box so much, it means that camera (PASCAL VOC's measure of a hit). */
export const sameBoxIou = 0.5;

/** Marks beside the cameras that they mean, each camera with the one that overlaps it most; and those that mean none. */
export function matchMarks<Given extends Mark>(
  marks: readonly Given[],
  record: OkRecord,
): { readonly cameras: readonly (Given | undefined)[]; readonly others: readonly Given[] } {
  const left = new Set(marks);
  const cameras = record.cameras.map(({ box }) => {
    const [best] = [...left].sort((a, b) => iouOf(b.box, box) - iouOf(a.box, box));
    if (!best || iouOf(best.box, box) < sameBoxIou) return undefined;
    left.delete(best);
    return best;
  });
  return { cameras, others: [...left] };
}

/** Sorts the marks to what they say. */
export function readMarks(marks: readonly Mark[], record: OkRecord): Reading {
  const { cameras, others } = matchMarks(marks, record);
  return { cameras, missed: others.filter(isMissed) };
}

const isMissed = (mark: Mark): mark is Reading['missed'][number] => mark.answer !== 'not-a-camera';

/** The name that a mark gives its camera; null: none. `camera`: the program's that it's on, if it's on one. */
export function nameSaid({ answer, brandName }: Mark, camera: Camera | undefined): string | null {
  if (answer !== 'other-brand') return null;
  if (brandName !== undefined) return brandName;
  return camera?.kind === answer ? camera.brandName : null;
}

/** The mark that says what the program says of a camera. */
export const machineMark = (camera: Camera): Mark & { readonly answer: CameraAnswer } => ({
  box: camera.box,
  answer: answerOfCamera(camera),
});

/** Whether two marks say the same. `camera`: the program's that both are on, if they're on one. */
export const isSameWord = (a: Mark, b: Mark, camera: Camera | undefined): boolean =>
  a.answer === b.answer && nameSaid(a, camera) === nameSaid(b, camera);

/** The person's verdict on camera `index` is `answer`; of another maker with its name, or null for none. */
export function judgeCamera(
  marks: readonly Mark[],
  record: OkRecord,
  index: number,
  answer: CameraVerdict,
  brandName?: string | null,
): readonly Mark[] {
  const { cameras, missed } = readMarks(marks, record);
  const box = record.cameras[index]?.box;
  return box ? marksOf(record, cameras.with(index, markOf({ box, answer, brandName })), missed) : marks;
}

/** A mark with a name where there's something to say of it. */
export const markOf = <Said extends CameraVerdict>({ box, answer, brandName }: Named<Said>) => ({
  box,
  answer,
  ...(answer === 'other-brand' && brandName !== undefined && { brandName }),
});

interface Named<Said> {
  readonly box: Box;
  readonly answer: Said;
  readonly brandName?: string | null | undefined;
}

/** What isn't judged yet is as the program says. */
export function confirmAll(marks: readonly Mark[], record: OkRecord): readonly Mark[] {
  const { cameras, missed } = readMarks(marks, record);
  const confirmed = record.cameras.map((camera, i) => cameras[i] ?? machineMark(camera));
  return marksOf(record, confirmed, missed);
}

/** Without the missed camera `index`. */
export function dropMissed(marks: readonly Mark[], record: OkRecord, index: number): readonly Mark[] {
  const { cameras, missed } = readMarks(marks, record);
  return marksOf(record, cameras, missed.toSpliced(index, 1));
}

function marksOf(record: OkRecord, cameras: Reading['cameras'], missed: readonly Mark[]): readonly Mark[] {
  const judged = record.cameras.flatMap(({ box }, i) => (cameras[i] ? [{ ...cameras[i], box }] : []));
  return [...judged, ...missed];
}

/** What a person's verdict comes to beside the program's answer. */
export interface Outcome {
  /** The photo's answer with the person's word; where a camera isn't judged, the program's stands. */
  readonly answer: Answer;
  /** Of `other-brand`: the maker's name, where it's known. */
  readonly brandName: string | null;
  /** `begun`: some cameras aren't judged, and none is corrected. */
  readonly kind: 'confirmed' | 'corrected' | 'begun';
  /** Every camera is judged. */
  readonly isComplete: boolean;
}

/** The outcome of a person's marks. */
export function outcomeOf(marks: readonly Mark[], record: OkRecord): Outcome {
  const { cameras, missed } = readMarks(marks, record);
  const all = record.cameras.map((camera, i) => {
    const machine = machineMark(camera);
    const mark = cameras[i] ?? machine;
    return { answer: mark.answer, name: nameSaid(mark, camera), isCorrected: !isSameWord(mark, machine, camera) };
  });
  // The camera that decided comes first: of two brands, the one that the program found surer.
  const first = record.verdict.camera ?? 0;
  const ordered = [...all.slice(first, first + 1), ...all.filter((_, i) => i !== first)];
  const seen = [...ordered, ...missed.map((mark) => ({ answer: mark.answer, name: nameSaid(mark, undefined) }))];
  const answer = bestOf(seen.flatMap((one) => (one.answer === 'not-a-camera' ? [] : [one.answer])));
  const brandName = seen.find((one) => one.answer === answer)?.name ?? null;
  const isComplete = cameras.every((mark) => mark !== undefined);
  const isCorrected = missed.length > 0 || all.some((one) => one.isCorrected);
  return { answer, brandName, kind: isCorrected ? 'corrected' : isComplete ? 'confirmed' : 'begun', isComplete };
}

const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const verdictNames: readonly unknown[] = [...cameraAnswers, 'not-a-camera'];

function isMark(value: unknown): value is Mark {
  if (!isObject(value) || !verdictNames.includes(value['answer'])) return false;
  const name = value['brandName'] ?? null;
  if (name !== null && (typeof name !== 'string' || name.length > maxNameLength)) return false;
  return Array.isArray(value['box']) && value['box'].length === 4 && value['box'].every(isShare);
}

/** A verdict from its stored text; undefined when it isn't one. */
export function parseVerdict(text: string): PersonVerdict | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { sha256, at, marks } = value;
  if (typeof sha256 !== 'string' || typeof at !== 'string') return undefined;
  if (!Array.isArray(marks) || !marks.every(isMark)) return undefined;
  return { sha256, at, marks };
}
