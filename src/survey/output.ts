/**
 * The file that `--output` names: JSONL, one record a line, in path order; running again goes on where the last run ended.
 *
 * While a run is under way the earlier records lie beside it (`FILE.previous`) and `FILE` grows in order; at the end what
 * wasn't reached is brought over and `FILE.previous` goes. So whenever a run is killed, all that was done is in the two files.
 */
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { recordSchema, type ResultRecord } from '../recognise/result.js';
import { WhosecamError } from '../errors.js';
import { stands } from './run.js';

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
  const previous = `${file}.previous`;
  const earlier = new Map([...(await readRecords(previous)), ...(await readRecords(file))].map((r) => [r.file, r]));
  await begin(file, previous, [...earlier.values()]);
  const waiting = [...earlier.values()].sort((a, b) => (a.file < b.file ? -1 : 1));

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

/** Records of a JSONL file, none if it doesn't exist. A torn last line (the program was killed while writing) is dropped. */
async function readRecords(file: string): Promise<ResultRecord[]> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return '';
    throw new WhosecamError('bad-request', `Expected an output file that can be read; received ${codeOf(thrown)}`);
  });
  const lines = text.split('\n');
  return lines.flatMap((content, i) => {
    if (content.trim() === '') return [];
    const record = recordSchema.safeParse(parsed(content));
    if (record.success) return [record.data];
    if (i === lines.length - 1 && torn(content)) return [];
    throw new WhosecamError(
      'bad-request',
      `Expected records of an earlier run in the output; line ${i + 1} is something else`,
    );
  });
}

/** Only the beginning of a record is a torn one: a file of something else, named by mistake, must not be overwritten. */
function torn(content: string): boolean {
  const start = '{"schema":"whosecam.result/1",';
  return content.startsWith(start) || start.startsWith(content);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'an error';
