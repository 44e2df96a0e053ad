/** Runs a list of photos: one record each, in the order of the list, whatever happens. */
import { toWhosecamError, WhosecamError } from '../errors.js';
import type { RecordPhoto } from '../inference/record-photo.js';
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
  /** Recognises what isn't known yet. */
  readonly record: RecordPhoto;
  readonly model: ResultRecord['model'];
  readonly maxBytes: number;
  /** Photos under way at once: those that run and those that are read ahead. */
  readonly ahead: number;
  /** Reads a photo's bytes. Default: from the file. Errors: `unreadable`, `too-large`. */
  readonly read?: (file: string, maxBytes: number) => Promise<Uint8Array>;
  /** Photos read at once. Default 1. */
  readonly readsAtOnce?: number;
  /** No further photo is begun; those under way are left out. */
  readonly signal?: AbortSignal;
  /** Hears why a photo failed inside. */
  readonly onInternal?: (file: string, error: WhosecamError) => void;
  /** Hears of each record as soon as it's kept, in no order. */
  readonly onRecord?: (record: ResultRecord) => void;
  /** Without one, nothing is remembered of a photo that's done. */
  readonly keeper?: Keeper | undefined;
}

/** Records that may wait for a slower photo before them, so that it holds nobody up: some 3 kB each. */
const mostWaiting = ({ ahead }: SurveyOptions): number => Math.max(256, 4 * ahead);

/**
 * Records in the order of `found`, each kept as soon as it's there. Ends early, without an error, when the signal aborts.
 * Errors: `model-missing`, `model-altered` when the model went away under us: no further photo is to blame; the keeper's own.
 */
export async function* survey(found: readonly Found[], options: SurveyOptions): AsyncGenerator<ResultRecord, void> {
  const waiting: Promise<ResultRecord | undefined>[] = [];
  const rest = found[Symbol.iterator]();
  const begin = createStarter(options);
  const maxWaiting = mostWaiting(options);
  const state = { underWay: 0, stopped: false };
  const fill = () => {
    while (state.underWay < options.ahead && waiting.length < maxWaiting) {
      const next = state.stopped || options.signal?.aborted ? undefined : rest.next().value;
      if (!next) return;
      state.underWay += 1;
      const record = begin(next)
        .then((kept) => {
          if (kept) options.onRecord?.(kept);
          return kept;
        })
        .finally(() => (state.underWay -= 1));
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

/** Begins photos: each is read once the one `readsAtOnce` before it has been, so that they start in their order. */
function createStarter(options: SurveyOptions): (found: Found) => Promise<ResultRecord | undefined> {
  const reads: Promise<unknown>[] = Array.from({ length: options.readsAtOnce ?? 1 }, () => Promise.resolve());
  const running = new Map<string, Promise<ResultRecord>>();
  return (found) => {
    const bytes = Promise.resolve(reads.shift()).then(() => bytesOf(found, options));
    reads.push(bytes.catch(() => undefined));
    return recordOf(found.file, bytes, running, options);
  };
}

async function bytesOf(
  { file, problem }: Found,
  { read = readPhoto, maxBytes, signal }: SurveyOptions,
): Promise<Uint8Array> {
  if (problem) throw problem;
  if (signal?.aborted) throw new WhosecamError('interrupted', 'Expected to read the photo; the program is ending');
  return read(file, maxBytes);
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
      if (bytes.code === 'interrupted') return undefined;
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
  { record: recordPhoto, model, signal, keeper, ...options }: SurveyOptions,
): Promise<ResultRecord> {
  const known = await keeper?.known(file, sha256);
  if (known) return known;
  const onInternal = (error: WhosecamError) => options.onInternal?.(file, error);
  const record = await recordPhoto({ file, bytes, sha256, model }, { signal, onInternal });
  await keeper?.keep(record);
  return record;
}
