/** Records as lines for people, for programs and for spreadsheets. */
import { decidingCamera, type Camera, type Evidence, type ResultRecord } from '../recognise/result.js';
import { type Cell, csvLine } from './csv.js';

/** The forms that `--format` names. */
export const formats = ['table', 'jsonl', 'csv'] as const;

/** One of the forms. */
export type Format = (typeof formats)[number];

/** Turns records into text, one after the other. */
export interface Formatter {
  /** Before the first record; may be empty. */
  readonly head: string;
  /** The line or lines of one record, with the line's end. */
  readonly format: (record: ResultRecord) => string;
}

/** `fileWidth`: characters of the longest file name, for the table's first column. */
export function createFormatter(format: Format, fileWidth: number): Formatter {
  if (format === 'jsonl') return { head: '', format: (record) => `${JSON.stringify(record)}\n` };
  if (format === 'csv') return { head: csvLine(Object.keys(columns)), format: (record) => csvLine(csvCells(record)) };
  const width = Math.max('file'.length, fileWidth);
  const row = (cells: readonly [string, string, string, string]) =>
    `${cells[0].padEnd(width)}  ${cells[1].padEnd(13)}  ${cells[2].padStart(10)}  ${cells[3]}`.trimEnd() + '\n';
  return { head: row(['file', 'answer', 'confidence', 'evidence']), format: (record) => row(tableCells(record)) };
}

/** The answer in one word: the brand that's claimed, the kind otherwise, `failed` for a failure. */
export function answerOf(record: ResultRecord): string {
  if (record.status === 'failed') return 'failed';
  return record.verdict.brand ?? record.verdict.kind;
}

function tableCells(record: ResultRecord): [string, string, string, string] {
  const file = printable(record.file);
  if (record.status === 'failed')
    return [file, 'failed', '', printable(`${record.error.code}: ${record.error.message}`)];
  return [file, answerOf(record), record.verdict.confidence.toFixed(2), printable(evidenceOf(decidingCamera(record)))];
}

/** What decided about a camera, in one line; empty for none. */
export function evidenceOf(camera: Camera | undefined): string {
  if (!camera) return '';
  return [...sayingOf(camera), ...camera.evidence.map(evidenceText)].join('; ');
}

/** What the answer's one word leaves open: another maker's name with the family behind it, or why nothing is known. */
function sayingOf(camera: Camera): string[] {
  if (camera.kind === 'unknown-brand') return [`${camera.reason} (${camera.advice.code})`];
  if (camera.kind === 'brand' || camera.brandName === null) return [];
  const { brandName, lineage } = camera;
  return [lineage ? `${brandName} (${lineage.link} of ${lineage.family})` : brandName];
}

function evidenceText(evidence: Evidence): string {
  if (evidence.type === 'wordmark') return `wordmark "${evidence.text}" ${evidence.confidence.toFixed(2)}`;
  if (evidence.type === 'gallery') return `taught ${evidence.brandName} ${evidence.similarity.toFixed(2)}`;
  const [label, share] = Object.entries(evidence.probabilities).reduce((best, one) => (one[1] > best[1] ? one : best));
  return `housing ${label} ${share.toFixed(2)}`;
}

/** What the next photo should do better; null where the brand is known. */
export const adviceOf = (camera: Camera | undefined): string | null =>
  camera?.kind === 'unknown-brand' ? camera.advice.text : null;

/** A file's name may hold anything: control characters would move the terminal's cursor or colour it. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');

/** The same for a text of several lines, such as an error's words with names in it. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** Columns of the spreadsheet, in order. */
const columns = {
  file: (record: ResultRecord) => record.file,
  answer: answerOf,
  kind: (record: ResultRecord) => (record.status === 'ok' ? record.verdict.kind : null),
  confidence: (record: ResultRecord) => (record.status === 'ok' ? record.verdict.confidence : null),
  cameras: (record: ResultRecord) => (record.status === 'ok' ? record.cameras.length : null),
  brand_name: (record: ResultRecord) => decidingCamera(record)?.brandName ?? null,
  family: (record: ResultRecord) => decidingCamera(record)?.lineage?.family ?? null,
  evidence: (record: ResultRecord) => evidenceOf(decidingCamera(record)),
  advice: (record: ResultRecord) => adviceOf(decidingCamera(record)),
  error: (record: ResultRecord) => (record.status === 'failed' ? record.error.code : null),
  message: (record: ResultRecord) => (record.status === 'failed' ? record.error.message : null),
  taken_at: (record: ResultRecord) => (record.status === 'ok' ? (record.image.takenAt ?? null) : null),
  lat: (record: ResultRecord) => (record.status === 'ok' ? (record.image.location?.lat ?? null) : null),
  lon: (record: ResultRecord) => (record.status === 'ok' ? (record.image.location?.lon ?? null) : null),
  width: (record: ResultRecord) => (record.status === 'ok' ? record.image.width : null),
  height: (record: ResultRecord) => (record.status === 'ok' ? record.image.height : null),
  model: (record: ResultRecord) => record.model.id,
  model_version: (record: ResultRecord) => record.model.version,
  sha256: (record: ResultRecord) => record.sha256,
};

const csvCells = (record: ResultRecord): Cell[] => Object.values(columns).map((column) => column(record));
