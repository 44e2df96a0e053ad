/** Runs a list of photos through the pool: one record each, in the order of the list, whatever happens. */
import { toWhosecamError, WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import { recordPhoto } from '../inference/record-photo.js';
import { sha256Of } from '../bundle/sha256.js';
import { failedRecord } from '../recognise/record.js';
import type { ResultRecord } from '../recognise/result.js';
import { readPhoto } from './read.js';
import type { Found } from './walk.js';

/** Where answers are kept as they come. */
export interface Keeper {
  /** The answer for these bytes, if they have one that stands: they aren't run again, and it's kept under this name. */
  readonly known: (file: string, sha256: string) => Promise<ResultRecord | undefined>;
  readonly keep: (record: ResultRecord) => Promise<void>;
}

/** What a survey needs. */
export interface SurveyOptions {
  readonly pool: Pick<Pool, 'recognise'>;
  readonly model: ResultRecord['model'];
  readonly maxBytes: number;
  /** Photos under way at once: those that run and those that are read ahead. */
  readonly ahead: number;
  /** No further photo is begun; those under way are left out. */
  readonly signal?: AbortSignal;
  /** Hears why a photo failed inside. */
  readonly onInternal?: (file: string, error: WhosecamError) => void;
  /** Without one, nothing is remembered of a photo that's done. */
  readonly keeper?: Keeper | undefined;
}

/** Records that may wait for a slower photo before them, so that it holds nobody up: some 3 kB each. */
const maxWaiting = 256;

/**
 * Records in the order of `found`, each kept as soon as it's there. Ends early, without an error, when the signal aborts.
 * Errors: `model-missing`, `model-altered` when the model went away under us: no further photo is to blame; the keeper's own.
 */
export async function* survey(found: readonly Found[], options: SurveyOptions): AsyncGenerator<ResultRecord, void> {
  const waiting: Promise<ResultRecord | undefined>[] = [];
  const rest = found[Symbol.iterator]();
  const begin = createStarter(options);
  const state = { underWay: 0, stopped: false };
  const fill = () => {
    while (state.underWay < options.ahead && waiting.length < maxWaiting) {
      const next = state.stopped || options.signal?.aborted ? undefined : rest.next().value;
      if (!next) return;
      state.underWay += 1;
      const record = begin(next).finally(() => (state.underWay -= 1));
      waiting.push(record);
      // Whoever waits for the record hears of the error; until then it isn't an unhandled one.
      record.then(fill, () => (state.stopped = true));
    }
  };
  try {
    fill();
    for (let first = waiting.shift(); first; first = waiting.shift()) {
      const record = await first;
      fill();
      // Interrupted: what was under way beside it may still finish, and is kept.
      if (record) yield record;
    }
  } finally {
    state.stopped = true;
    // Whatever ends the survey: what is under way is kept.
    await Promise.allSettled(waiting);
  }
}

/** Begins photos: their files are read one after the other, so that they start in their order. */
function createStarter(options: SurveyOptions): (found: Found) => Promise<ResultRecord | undefined> {
  let lastRead: Promise<unknown> = Promise.resolve();
  const running = new Map<string, Promise<ResultRecord>>();
  return (found) => {
    const bytes = lastRead.then(() => bytesOf(found, options.maxBytes));
    lastRead = bytes.catch(() => undefined);
    return recordOf(found.file, bytes, running, options);
  };
}

async function bytesOf({ file, problem }: Found, maxBytes: number): Promise<Uint8Array> {
  if (problem) throw problem;
  return readPhoto(file, maxBytes);
}

/** The record of one photo, kept; undefined when it was interrupted. */
async function recordOf(
  file: string,
  reading: Promise<Uint8Array>,
  running: Map<string, Promise<ResultRecord>>,
  options: SurveyOptions,
): Promise<ResultRecord | undefined> {
  const { model, keeper } = options;
  try {
    const bytes = await reading.catch((thrown: unknown) => toWhosecamError(thrown));
    if (bytes instanceof WhosecamError) {
      const record = failedRecord({ file, sha256: null, model, elapsedMs: 0 }, bytes);
      await keeper?.keep(record);
      return record;
    }
    const sha256 = sha256Of(bytes);
    const twin = running.get(sha256);
    if (twin) {
      const record = { ...(await twin), file };
      await keeper?.keep(record);
      return record;
    }
    const work = answered(file, sha256, bytes, options).finally(() => running.delete(sha256));
    running.set(sha256, work);
    return await work;
  } catch (thrown) {
    const error = toWhosecamError(thrown);
    if (error.code === 'interrupted') return undefined;
    throw error;
  }
}

/** The record that is known of the bytes, or a new one. Errors: those about the service, the keeper's. */
async function answered(
  file: string,
  sha256: string,
  bytes: Uint8Array,
  { pool, model, signal, keeper, ...options }: SurveyOptions,
): Promise<ResultRecord> {
  const known = await keeper?.known(file, sha256);
  if (known) return known;
  const onInternal = (error: WhosecamError) => options.onInternal?.(file, error);
  const record = await recordPhoto(pool, { file, bytes, sha256, model }, { signal, onInternal });
  await keeper?.keep(record);
  return record;
}
