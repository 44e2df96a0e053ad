/** Reads a labelled manifest: one JSON object a line, `image` relative to the manifest's folder. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { WhosecamError } from '../errors.js';
import { type ManifestRow, manifestRowSchema } from '../metrics/sample.js';
import { notOpened } from './walk.js';

/** A labelled picture and where it lies. */
export interface Labelled {
  readonly row: ManifestRow;
  readonly file: string;
}

/** Rows of a split that have a picture, in the manifest's order. Errors: `bad-request` with the line that isn't a row. */
export async function readManifest(file: string, split: string): Promise<Labelled[]> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw new WhosecamError('bad-request', notOpened('file', thrown).message, { cause: thrown });
  });
  const folder = path.dirname(file).split(path.sep).join('/');
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const row = parseRow(line, i + 1);
    return row.split === split && row.image !== null ? [{ row, file: path.posix.join(folder, row.image) }] : [];
  });
}

function parseRow(line: string, number: number): ManifestRow {
  try {
    return manifestRowSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new WhosecamError('bad-request', `Expected a labelled picture in line ${number}; received something else`, {
      cause,
    });
  }
}
