/** Reads a run: the file that `classify --output` wrote, or is writing. */
import { open } from 'node:fs/promises';
import { WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import { recordLines } from './record-lines.js';
import { notOpened } from './walk.js';

/** A run as it stands in its file. */
export interface RunFile {
  /** One a photo, in path order: of a photo's records the last one counts. */
  readonly records: readonly ResultRecord[];
  /** The last line is the beginning of a record: the program was killed while writing, and it's left out. */
  readonly isTorn: boolean;
  /** The lines aren't in path order, one a photo: the run is under way, or was killed and hasn't gone on yet. */
  readonly isUnfinished: boolean;
  /** When the file was last written, ISO 8601, UTC. */
  readonly writtenAt: string;
}

/** The run's records, whether it has ended, was killed or is under way. Errors: as `readRunFile`. */
export async function readRun(file: string): Promise<readonly ResultRecord[]> {
  return (await readRunFile(file)).records;
}

/** Errors: `bad-request` for a file that can't be read, or a line that's no record. */
export async function readRunFile(file: string): Promise<RunFile> {
  const handle = await open(file).catch((thrown: unknown) => {
    throw new WhosecamError('bad-request', notOpened('file', thrown).message, { cause: thrown });
  });
  try {
    const byFile = new Map<string, ResultRecord>();
    let [end, last, isUnfinished] = [0, '', false];
    for await (const { record, offset, length, isEnded } of recordLines(handle)) {
      isUnfinished ||= byFile.size > 0 && record.file <= last;
      last = record.file;
      end = offset + length + (isEnded ? 1 : 0);
      byFile.set(record.file, record);
    }
    const { size, mtime } = await handle.stat();
    const records = [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    return { records, isTorn: size > end, isUnfinished, writtenAt: mtime.toISOString() };
  } finally {
    await handle.close();
  }
}
