/** Runs a list of photos through the pool: one record each, in the order of the list, whatever happens. */
import { toWhosecamError, type WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import { isAboutService, recordPhoto } from '../inference/record-photo.js';
import { sha256Of } from '../bundle/sha256.js';
import { failedRecord } from '../recognise/record.js';
import type { ResultRecord } from '../recognise/result.js';
import { readPhoto } from './read.js';
import type { Found } from './walk.js';

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
  /** An earlier record that still stands for this photo: the photo isn't run again. */
  readonly kept?: (file: string, sha256: string) => ResultRecord | undefined;
}

/**
 * Records in the order of `found`. Ends early, without an error, when the signal aborts.
 * Errors: `model-missing`, `model-altered` when the model went away under us: no further photo is to blame.
 */
export async function* survey(found: readonly Found[], options: SurveyOptions): AsyncGenerator<ResultRecord, void> {
  const underWay: Promise<ResultRecord | undefined>[] = [];
  const rest = found[Symbol.iterator]();
  // One file is read after the other, so that photos start in their order.
  let lastRead: Promise<unknown> = Promise.resolve();
  const begin = () => {
    const next = options.signal?.aborted ? undefined : rest.next().value;
    if (!next) return;
    const bytes = lastRead.then(() => bytesOf(next, options.maxBytes));
    lastRead = bytes.catch(() => undefined);
    const record = recordOf(next.file, bytes, options);
    // Whoever waits for it hears of the error; until then it isn't an unhandled one.
    record.catch(() => undefined);
    underWay.push(record);
  };
  for (let i = 0; i < options.ahead; i++) begin();
  for (let first = underWay.shift(); first; first = underWay.shift()) {
    const record = await first;
    // Interrupted: what was under way beside it may still finish, and is kept.
    if (!record) continue;
    begin();
    yield record;
  }
}

async function bytesOf({ file, problem }: Found, maxBytes: number): Promise<Uint8Array> {
  if (problem) throw problem;
  return readPhoto(file, maxBytes);
}

/** The record of one photo; undefined when it was interrupted. */
async function recordOf(
  file: string,
  reading: Promise<Uint8Array>,
  options: SurveyOptions,
): Promise<ResultRecord | undefined> {
  const { pool, model, signal, kept } = options;
  const onInternal = (error: WhosecamError) => options.onInternal?.(file, error);
  try {
    const bytes = await reading;
    const sha256 = sha256Of(bytes);
    return kept?.(file, sha256) ?? (await recordPhoto(pool, { file, bytes, sha256, model }, { signal, onInternal }));
  } catch (thrown) {
    const error = toWhosecamError(thrown);
    if (error.code === 'interrupted') return undefined;
    if (isAboutService(error)) throw error;
    return failedRecord({ file, sha256: null, model, elapsedMs: 0 }, error);
  }
}

/** Whether a record needn't be made again for the same bytes and the same model: a failure is always tried once more. */
export function stands(record: ResultRecord): boolean {
  return record.status === 'ok';
}
