/** POST /v1/classify: photos in, records out. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import { recordPhoto, type RecordOptions } from '../inference/record-photo.js';
import { sha256Of } from '../bundle/sha256.js';
import { failedRecord } from '../recognise/record.js';
import { type OkRecord, recordSchema, type ResultRecord } from '../recognise/result.js';
import { logCause } from './problem.js';
import { sentPhotos, type SentPhoto } from './photos.js';

/** `?location=false` leaves the place out. Strict: a misspelt wish for privacy must not pass unheard. */
export const classifyQuery = z.strictObject({ location: z.enum(['true', 'false']).default('true') });

/** A raw body gets its record, a form the list of its records in order. */
export const classifyAnswer = z.union([recordSchema, z.strictObject({ results: z.array(recordSchema) })]);

/** What an answer needs. */
export interface Classifier {
  readonly pool: Pick<Pool, 'recognise'>;
  readonly model: ResultRecord['model'];
  readonly maxBytes: number;
}

/** Answers a request. Errors: of the photo, when it's the only one; of the service; `bad-request`. */
export async function classifyRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  classifier: Classifier,
): Promise<z.infer<typeof classifyAnswer>> {
  const { location } = request.query as z.infer<typeof classifyQuery>;
  const signal = goneSignal(reply);
  const onInternal = (error: WhosecamError) => logCause(request, error);
  const answer = (photo: SentPhoto) =>
    recordOf(photo, classifier, { location: location === 'true', signal, onInternal });

  if (!request.isMultipart()) {
    if (!(request.body instanceof Uint8Array)) {
      throw new WhosecamError('bad-request', 'Expected a photo as the body or in a multipart form; received none');
    }
    return expectAnswered(await answer({ file: 'image', bytes: request.body, isTooLarge: false }));
  }
  const results: ResultRecord[] = [];
  for await (const photo of sentPhotos(request)) results.push(await answer(photo));
  const [only, ...others] = results;
  return { results: only && others.length === 0 ? [expectAnswered(only)] : results };
}

async function recordOf(
  { file, bytes, isTooLarge }: SentPhoto,
  { pool, model, maxBytes }: Classifier,
  options: RecordOptions,
): Promise<ResultRecord> {
  if (isTooLarge) {
    const error = new WhosecamError('too-large', `Expected at most ${maxBytes} bytes; received more`);
    return failedRecord({ file, sha256: null, model, elapsedMs: 0 }, error);
  }
  return recordPhoto(pool, { file, bytes, sha256: sha256Of(bytes), model }, options);
}

/** A request's only photo: its failure is the request's. */
function expectAnswered(record: ResultRecord): OkRecord {
  if (record.status === 'ok') return record;
  throw new WhosecamError(record.error.code, record.error.message);
}

/** Aborts when the caller hangs up before the answer. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
