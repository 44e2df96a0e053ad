/**
 * The file that `--output` names: JSONL, one record a line, in path order; running again goes on where the last run ended.
 *
 * While a run is under way the earlier records lie beside it (`FILE.previous`) and `FILE` grows in order; at the end what
 * wasn't reached is brought over and `FILE.previous` goes. So whenever a run is killed, all that was done is in the two files.
 */
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { ResultRecord } from '../recognise/result.js';
import { WhosecamError } from '../errors.js';
import { stands } from './run.js';
import { joined, parseRecords, previousOf } from './run-file.js';

/** An output file that's being written. */
export interface Output {
  /** The earlier record of this file, if it stands: same bytes, same model. */
  readonly kept: (file: string, sha256: string) => ResultRecord | undefined;
  /** Adds a record; call it in path order. Earlier records of files that come before it are put before it. */
  readonly write: (record: ResultRecord) => Promise<void>;
  /** Brings over the earlier records that weren't reached or weren't named this time; how many. */
  readonly finish: () => Promise<number>;
}

/** Errors: `bad-request` when the file exists and isn't JSONL of records, or can't be written. */
export async function openOutput(file: string, model: ResultRecord['model']): Promise<Output> {
  const previous = previousOf(file);
  const waiting = joined(await readRecords(previous), await readRecords(file));
  const earlier = new Map(waiting.map((record) => [record.file, record]));
  await begin(file, previous, waiting);

  /** Earlier records up to a file's place in the order; its own is replaced. */
  const bringOver = async (upTo: string | undefined): Promise<number> => {
    let brought = 0;
    for (let next = waiting[0]; next && (upTo === undefined || next.file <= upTo); next = waiting[0]) {
      waiting.shift();
      if (next.file === upTo) continue;
      await appendFile(file, line(next));
      brought += 1;
    }
    return brought;
  };

  const state = { broughtOver: 0 };
  return {
    kept(name, sha256) {
      const record = earlier.get(name);
      const same = record?.sha256 === sha256 && record.model.id === model.id && record.model.version === model.version;
      return same && stands(record) ? record : undefined;
    },
    async write(record) {
      state.broughtOver += await bringOver(record.file);
      await appendFile(file, line(record));
    },
    async finish() {
      state.broughtOver += await bringOver(undefined);
      await rm(previous, { force: true });
      return state.broughtOver;
    },
  };
}

const line = (record: ResultRecord): string => `${JSON.stringify(record)}\n`;

/** Puts the earlier records aside in one step, then begins the file anew. */
async function begin(file: string, previous: string, earlier: readonly ResultRecord[]): Promise<void> {
  try {
    if (earlier.length > 0) {
      await writeFile(`${previous}.tmp`, earlier.map(line).join(''));
      await rename(`${previous}.tmp`, previous);
    }
    await writeFile(file, '');
  } catch (thrown) {
    throw new WhosecamError('bad-request', `Expected an output file that can be written; received ${codeOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Records of an earlier run, none if there was none. */
async function readRecords(file: string): Promise<ResultRecord[]> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return '';
    throw new WhosecamError('bad-request', `Expected an output file that can be read; received ${codeOf(thrown)}`);
  });
  return parseRecords(text).records;
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'an error';
