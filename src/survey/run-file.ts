/** Reads the records of a run: the file that `classify --output` wrote. */
import { readFile } from 'node:fs/promises';
import { WhosecamError } from '../errors.js';
import { recordSchema, type ResultRecord } from '../recognise/result.js';
import { notOpened } from './walk.js';

/** The run's records, in order. Errors: `bad-request` for a file that can't be read, or a line that's no record. */
export async function readRun(file: string): Promise<ResultRecord[]> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw new WhosecamError('bad-request', notOpened('file', thrown).message, { cause: thrown });
  });
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [parseRecord(line, i + 1)]));
}

function parseRecord(line: string, number: number): ResultRecord {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new WhosecamError('bad-request', `Expected a record of a run in line ${number}; received something else`, {
      cause,
    });
  }
}
