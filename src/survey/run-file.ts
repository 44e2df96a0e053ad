/** Reads the records of a run: the file that `classify --output` wrote. */
import { readFile, stat } from 'node:fs/promises';
import { WhosecamError } from '../errors.js';
import { recordSchema, type ResultRecord } from '../recognise/result.js';
import { notOpened } from './walk.js';

/** A run as it stands in its file. */
export interface RunFile {
  /** In path order. */
  readonly records: readonly ResultRecord[];
  /** The last line is the beginning of a record: the program was killed while writing, and it's left out. */
  readonly isTorn: boolean;
  /** Earlier records of a run that was killed and hasn't gone on yet lie beside the file, and are among `records`. */
  readonly isUnfinished: boolean;
  /** When the file was last written, ISO 8601, UTC. */
  readonly writtenAt: string;
}

/** While a run is under way, the earlier records lie beside its file. */
export const previousOf = (file: string): string => `${file}.previous`;

/** The run's records, in order, a torn last line left out. Errors: as `readRunFile`. */
export async function readRun(file: string): Promise<readonly ResultRecord[]> {
  return (await readRunFile(file)).records;
}

/** Errors: `bad-request` for a file that can't be read, or a line that's no record. */
export async function readRunFile(file: string): Promise<RunFile> {
  const text = await readFile(file, 'utf8').catch(cantRead);
  const { mtime } = await stat(file).catch(cantRead);
  const { records, isTorn } = parseRecords(text);
  const previous = await readFile(previousOf(file), 'utf8').catch(() => '');
  const facts = { isTorn, isUnfinished: previous !== '', writtenAt: mtime.toISOString() };
  return { records: previous === '' ? records : joined(parseRecords(previous).records, records), ...facts };
}

function cantRead(thrown: unknown): never {
  throw new WhosecamError('bad-request', notOpened('file', thrown).message, { cause: thrown });
}

/** Earlier and later records as one run, one a file, in path order. */
export function joined(earlier: readonly ResultRecord[], later: readonly ResultRecord[]): ResultRecord[] {
  const byFile = new Map([...earlier, ...later].map((record) => [record.file, record]));
  return [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

/**
 * Records of JSONL. A torn last line (the program was killed while writing) is left out.
 * Errors: `bad-request` with the number of a line that is something else.
 */
export function parseRecords(text: string): { readonly records: ResultRecord[]; readonly isTorn: boolean } {
  const lines = text.split('\n');
  const isTorn = isBeginning(lines.at(-1) ?? '');
  const whole = isTorn ? lines.slice(0, -1) : lines;
  const records = whole.flatMap((line, i) => (line.trim() === '' ? [] : [parseRecord(line, i + 1)]));
  return { records, isTorn };
}

/** Only the beginning of a record is a torn one: a file of something else, named by mistake, must not pass for a run. */
function isBeginning(line: string): boolean {
  const start = '{"schema":"whosecam.result/1",';
  return line.trim() !== '' && (line.startsWith(start) || start.startsWith(line)) && parsed(line) === undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parseRecord(line: string, number: number): ResultRecord {
  const record = recordSchema.safeParse(parsed(line));
  if (record.success) return record.data;
  throw new WhosecamError('bad-request', `Expected a record of a run in line ${number}; received something else`, {
    cause: record.error,
  });
}
