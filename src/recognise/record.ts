/** Makes the public records: an answer or a coded failure, never both. */
import type { WhosecamError } from '../errors.js';
import type { Recognition } from './recognise.js';
import { type FailedRecord, type OkRecord, withoutPlace } from './result.js';

/** What every record says beside its outcome. */
export interface RecordFacts {
  /** As the caller named it, with forward slashes. */
  readonly file: string;
  /** Null when the bytes were never read. */
  readonly sha256: string | null;
  readonly model: { readonly id: string; readonly version: string };
  /** Milliseconds from the start of the photo's recognition, without waiting in the queue. */
  readonly elapsedMs: number;
}

const head = (facts: RecordFacts) => ({
  schema: 'whosecam.result/1' as const,
  file: facts.file,
  sha256: facts.sha256,
});

const tail = (facts: RecordFacts) => ({
  model: { id: facts.model.id, version: facts.model.version },
  elapsedMs: Math.max(0, Math.round(facts.elapsedMs)),
});

/** The record of a photo that was answered. */
export function okRecord(facts: RecordFacts, recognition: Recognition): OkRecord {
  const { verdict, cameras, image } = recognition;
  // Key by key: what the recogniser may carry beside these never leaks into the public record.
  return { ...head(facts), status: 'ok', verdict, cameras: [...cameras], image: { ...image }, ...tail(facts) };
}

/** The record of a photo that failed: code and words of the catalogue's error, no answer. */
export function failedRecord(facts: RecordFacts, error: WhosecamError): FailedRecord {
  return { ...head(facts), status: 'failed', error: { code: error.code, message: error.message }, ...tail(facts) };
}

/** The same answer without the place where the photo was taken. */
export function withoutLocation(recognition: Recognition): Recognition {
  return { ...recognition, image: withoutPlace(recognition.image) };
}
