/** Photos with both verdicts, the program's and the person's, as a spreadsheet and as JSON. */
import type { OkRecord } from '../recognise/result.js';
import { answerOfCamera, answerOfRecord, type CameraVerdict, decidingCameraOf } from './answers.js';
import { inert } from './cell.js';
import { nameSaid, outcomeOf, type PersonVerdict, readMarks } from './verdicts.js';
import { adviceOf, marksRead } from './words.js';

/** Why a photo has no answer: title and detail as the program gave them. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** A photo that is through. */
export interface Reviewed {
  /** Its path below the folder that was chosen, else its name. */
  readonly file: string;
  readonly result: { readonly record: OkRecord } | { readonly problem: Problem };
  readonly verdict: PersonVerdict | undefined;
}

type Cell = string | number | null;

/** A photo with what the columns ask about. */
interface Row {
  readonly file: string;
  readonly record: OkRecord | null;
  readonly problem: Problem | null;
  readonly person: ReturnType<typeof personOf>;
}

/** Columns of the spreadsheet; those that `whosecam classify --format csv` has too bear its names. */
const columns: Readonly<Record<string, (row: Row) => Cell>> = {
  file: ({ file }) => file,
  answer: ({ person, record }) => person?.answer ?? (record ? answerOfRecord(record) : 'failed'),
  machine_answer: ({ record }) => (record ? answerOfRecord(record) : 'failed'),
  confidence: ({ record }) => record?.verdict.confidence ?? null,
  person_answer: ({ person }) => person?.answer ?? null,
  person_brand_name: ({ person }) => person?.brandName ?? null,
  person_verdict: ({ person }) => person?.verdict ?? null,
  person_cameras: ({ person }) => person?.cameras.map(cameraText).join('; ') ?? null,
  person_at: ({ person }) => person?.at ?? null,
  cameras: ({ record }) => record?.cameras.length ?? null,
  brand_name: ({ record }) => cameraOf(record)?.brandName ?? null,
  family: ({ record }) => cameraOf(record)?.lineage?.family ?? null,
  read: ({ record }) => textsRead(record),
  advice: ({ record }) => adviceOf(cameraOf(record)),
  error: ({ problem }) => problem?.code ?? null,
  message: ({ problem }) => problem?.detail ?? null,
  taken_at: ({ record }) => record?.image.takenAt ?? null,
  lat: ({ record }) => record?.image.location?.lat ?? null,
  lon: ({ record }) => record?.image.location?.lon ?? null,
  width: ({ record }) => record?.image.width ?? null,
  height: ({ record }) => record?.image.height ?? null,
  model: ({ record }) => record?.model.id ?? null,
  model_version: ({ record }) => record?.model.version ?? null,
  sha256: ({ record }) => record?.sha256 ?? null,
};

const cameraOf = (record: OkRecord | null) => (record ? decidingCameraOf(record) : undefined);

function textsRead(record: OkRecord | null): string | null {
  const camera = cameraOf(record);
  return camera
    ? marksRead(camera)
        .map(({ text }) => text)
        .join('; ')
    : null;
}

/** What a person says of a place: of a camera that the program found (`machine`), or missed (null). */
interface PersonCamera {
  readonly box: readonly number[];
  readonly machine: string | null;
  readonly person: CameraVerdict | null;
  /** The other maker's name that the person gave or confirmed. */
  readonly brandName: string | null;
}

function cameraText({ machine, person, brandName }: PersonCamera): string {
  const said = `${person ?? 'not judged'}${brandName === null ? '' : ` (${brandName})`}`;
  return machine === null ? `missed: ${said}` : said;
}

function personOf({ result, verdict }: Reviewed) {
  if (!verdict || !('record' in result)) return null;
  const { record } = result;
  const { cameras, missed } = readMarks(verdict.marks, record);
  const { answer, brandName, kind } = outcomeOf(verdict.marks, record);
  const found = record.cameras.map((camera, i): PersonCamera => {
    const mark = cameras[i];
    const said = { person: mark?.answer ?? null, brandName: mark ? nameSaid(mark, camera) : null };
    return { box: camera.box, machine: answerOfCamera(camera), ...said };
  });
  const drawn = missed.map((mark): PersonCamera => {
    const { box, answer: person } = mark;
    return { box, machine: null, person, brandName: nameSaid(mark, undefined) };
  });
  return { answer, brandName, verdict: kind, cameras: [...found, ...drawn], at: verdict.at };
}

/** RFC 4180, one row a photo. */
export function csvOf(photos: readonly Reviewed[]): string {
  const rows = photos.map((photo) => {
    const { file, result } = photo;
    const record = 'record' in result ? result.record : null;
    const row = { file, record, problem: 'problem' in result ? result.problem : null, person: personOf(photo) };
    return Object.values(columns).map((column) => column(row));
  });
  return [Object.keys(columns), ...rows].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

/** As `whosecam classify --format csv` has it; numbers are never formulas. */
function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const safe = inert(cell);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `machine`: the record as it came, or the problem; `person`: null where nobody judged. */
export function jsonOf(photos: readonly Reviewed[]): string {
  const all = photos.map((photo) => ({ file: photo.file, machine: photo.result, person: personOf(photo) }));
  return `${JSON.stringify({ schema: 'whosecam.reviewed/1', photos: all }, null, 2)}\n`;
}
