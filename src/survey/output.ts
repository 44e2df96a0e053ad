/**
 * The file that `--output` names: JSONL, one record a line. While a run is under way it's a journal, in the order of the answers;
 * once the run has ended it's in path order, one record a photo. Running again goes on where the last run ended.
 *
 * Photos are known by their bytes (SHA-256) and the model that answered, wherever they lie.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode, WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import { systemName } from './file-name.js';
import { type Journal, openJournal, type Place } from './journal.js';
import { lockOutput } from './lock.js';

/** An output file that's being written. Errors of what writes: `disk-full`, `not-written`. */
export interface Output {
  /** The answer for these bytes, if they have one that stands; it's kept under this name. */
  readonly known: (file: string, sha256: string) => Promise<ResultRecord | undefined>;
  /** Adds a record in place of an earlier one of the same file. */
  readonly keep: (record: ResultRecord) => Promise<void>;
  /** Takes earlier records of photos that were moved out of the file, which is put in order where there were any. */
  readonly dropMoved: (named: readonly string[]) => Promise<void>;
  /** Puts the file in order. Of photos that `named` lacks, the earlier records stay, unless the photo was moved. How many stay. */
  readonly finish: (named: readonly string[]) => Promise<number>;
  /** Ends the writing, finished or not. */
  readonly close: () => Promise<void>;
}

/** What is held of a record; the record itself lies in the file. */
interface Entry extends Place {
  readonly file: string;
  readonly sha256: string | null;
  /** Whether the same bytes needn't be run: this model's answer, or what came of them in this run. */
  readonly stands: boolean;
}

/**
 * Errors: `in-use` while another run writes there; `bad-request` when the file is something else than records;
 * `disk-full`, `not-written` when it can't be written.
 */
export async function openOutput(name: string, model: ResultRecord['model']): Promise<Output> {
  const file = await fileBehind(name);
  const lock = await lockOutput(file);
  try {
    const [byFile, bySha] = [new Map<string, Entry>(), new Map<string, Entry>()];
    const journal = await openJournal(file, ({ record, offset, length }) => {
      // A failure of an earlier run is always tried once more.
      const entry = { ...factsOf(record), offset, length, stands: record.status === 'ok' && isOf(model, record) };
      byFile.set(record.file, entry);
      if (entry.stands && entry.sha256 !== null) bySha.set(entry.sha256, entry);
    });
    const close = () => journal.close().finally(lock.release);
    return { ...outputOf(journal, byFile, bySha), close };
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

/** The file that a name leads to: a link must lead to the new file, too. */
async function fileBehind(name: string): Promise<string> {
  try {
    const file = await realpath(name);
    if ((await stat(file)).isFile()) return file;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return name;
    throw new WhosecamError('bad-request', `Expected an output file; received ${systemCode(thrown)}`, {
      cause: thrown,
    });
  }
  throw new WhosecamError('bad-request', 'Expected a file for --output; received something else');
}

const isOf = ({ id, version }: ResultRecord['model'], { model }: ResultRecord): boolean =>
  model.id === id && model.version === version;

const factsOf = ({ file, sha256 }: ResultRecord) => ({ file, sha256 });

function outputOf(journal: Journal, byFile: Map<string, Entry>, bySha: Map<string, Entry>): Omit<Output, 'close'> {
  const keep = async (record: ResultRecord): Promise<void> => {
    const entry = { ...factsOf(record), ...(await journal.append(record)), stands: true };
    byFile.set(record.file, entry);
    if (record.sha256 !== null) bySha.set(record.sha256, entry);
  };
  /** All but those of moved photos. */
  const staying = async (named: readonly string[]): Promise<Entry[]> => {
    const places = new Set(named.map((file) => path.resolve(file)));
    const answered = new Set(named.flatMap((file) => byFile.get(file)?.sha256 ?? []));
    const isNamed = new Set(named);
    const all: Entry[] = [];
    for (const entry of byFile.values()) {
      if (isNamed.has(entry.file) || !(await isMoved(entry, answered, places))) all.push(entry);
    }
    return all;
  };
  const arrange = async (all: readonly Entry[]): Promise<void> => {
    const sorted = [...all].sort((a, b) => (a.file < b.file ? -1 : 1));
    const places = await journal.arrange(sorted);
    byFile.clear();
    bySha.clear();
    for (const [i, was] of sorted.entries()) {
      const entry = { ...was, ...places[i] };
      byFile.set(entry.file, entry);
      if (entry.stands && entry.sha256 !== null) bySha.set(entry.sha256, entry);
    }
  };
  return {
    keep,
    async known(file, sha256) {
      const own = byFile.get(file);
      if (own?.sha256 === sha256 && own.stands) return journal.read(own);
      const other = bySha.get(sha256);
      if (!other) return undefined;
      const record: ResultRecord = { ...(await journal.read(other)), file };
      await keep(record);
      return record;
    },
    async dropMoved(named) {
      const all = await staying(named);
      if (all.length < byFile.size) await arrange(all);
    },
    async finish(named) {
      const all = await staying(named);
      await arrange(all);
      const isNamed = new Set(named);
      return all.filter(({ file }) => !isNamed.has(file)).length;
    },
  };
}

/** Whether a photo has its record under another name now: it was moved, or its place was named in other words. */
async function isMoved(
  { file, sha256 }: Entry,
  answered: ReadonlySet<string>,
  places: ReadonlySet<string>,
): Promise<boolean> {
  if (sha256 === null || !answered.has(sha256)) return false;
  if (places.has(path.resolve(file))) return true;
  // Only of files it's known here whether they're still there.
  if (file.startsWith('s3://')) return false;
  return stat(systemName(file)).then(
    () => false,
    (thrown: unknown) => ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown)),
  );
}
