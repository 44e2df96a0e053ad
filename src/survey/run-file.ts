/** Reads a run: the file that `classify --output` wrote, or is writing. */
import { open } from 'node:fs/promises';
import { WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import { recordLines } from './record-lines.js';
import { notOpened } from './walk.js';

/**
 * One record a photo, in path order, whether the run has ended, was killed or is under way: of a photo's records the last one
 * counts, and a torn last line doesn't. Errors: `bad-request` for a file that can't be read, or a line that's no record.
 */
export async function readRun(file: string): Promise<ResultRecord[]> {
  const handle = await open(file).catch((thrown: unknown) => {
    throw new WhosecamError('bad-request', notOpened('file', thrown).message, { cause: thrown });
  });
  try {
    const byFile = new Map<string, ResultRecord>();
    for await (const { record } of recordLines(handle)) byFile.set(record.file, record);
    return [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  } finally {
    await handle.close();
  }
}
