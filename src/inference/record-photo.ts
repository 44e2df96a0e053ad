/** One photo through the pool to its record: what the command line and the service have in common. */
import { type ErrorCode, toWhosecamError, type WhosecamError } from '../errors.js';
import { failedRecord, okRecord } from '../recognise/record.js';
import type { ResultRecord } from '../recognise/result.js';
import type { StageTimes } from '../recognise/stages.js';
import type { Pool } from './pool.js';

/** A photo's bytes and what its record says of it. */
export interface Photo {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly model: ResultRecord['model'];
}

/** How a photo is to be recorded. */
export interface RecordOptions {
  readonly signal?: AbortSignal | undefined;
  /** False leaves the place out. Default true. */
  readonly location?: boolean;
  /** Hears why a photo failed inside: the record's words don't say it. */
  readonly onInternal?: ((error: WhosecamError) => void) | undefined;
  /** Told how long the steps of an answered photo took. */
  readonly onStages?: ((times: StageTimes) => void) | undefined;
}

/** Makes a photo's record. Errors: those about the service. */
export type RecordPhoto = (photo: Photo, options?: RecordOptions) => Promise<ResultRecord>;

/** Errors that say nothing about the photo: no record is made of them. */
const aboutService: ReadonlySet<ErrorCode> = new Set(['busy', 'interrupted', 'model-missing', 'model-altered']);

/** Whether an error is about the service, not about the photo. */
export const isAboutService = ({ code }: WhosecamError): boolean => aboutService.has(code);

/**
 * The photo's record, an answer or a failure. Its time counts from the photo's start, not from its place in the line.
 * Errors: those about the service (`busy`, `interrupted`, `model-missing`, `model-altered`).
 */
export async function recordPhoto(
  pool: Pick<Pool, 'recognise'>,
  { bytes, ...facts }: Photo,
  { signal, location = true, onInternal, onStages }: RecordOptions = {},
): Promise<ResultRecord> {
  let startedAt = performance.now();
  const timed = () => ({ ...facts, elapsedMs: performance.now() - startedAt });
  const onStart = () => (startedAt = performance.now());
  try {
    const recognition = await pool.recognise(bytes, { location, onStart, onStages, ...(signal ? { signal } : {}) });
    return okRecord(timed(), recognition);
  } catch (thrown) {
    const error = toWhosecamError(thrown);
    if (isAboutService(error)) throw error;
    if (error.code === 'internal') onInternal?.(error);
    return failedRecord(timed(), error);
  }
}

/** As `recordPhoto`, by this pool. */
export const recordedBy =
  (pool: Pick<Pool, 'recognise'>): RecordPhoto =>
  (photo, options) =>
    recordPhoto(pool, photo, options);
