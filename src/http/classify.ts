/** POST /v1/classify: photos in, records out. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import { recordPhoto, type RecordOptions } from '../inference/record-photo.js';
import { sha256Of } from '../bundle/sha256.js';
import { failedRecord } from '../recognise/record.js';
import { type OkRecord, recordSchema, type ResultRecord } from '../recognise/result.js';
import type { Keeper } from './keep.js';
import { logCause } from './problem.js';
import { type Intake, sentPhotos, type SentPhoto } from './photos.js';
import type { Telemetry } from './telemetry.js';

/** `?location=false` leaves the place out. Strict: a misspelt wish for privacy must not pass unheard. */
export const classifyQuery = z.strictObject({ location: z.enum(['true', 'false']).default('true') });

/** A raw body gets its record, a form the list of its records in order. */
export const classifyAnswer = z.union([recordSchema, z.strictObject({ results: z.array(recordSchema) })]);

/** What an answer needs. */
export interface Classifier {
  readonly pool: Pick<Pool, 'recognise'>;
  readonly model: ResultRecord['model'];
  readonly intake: Intake;
  readonly telemetry: Telemetry;
  readonly keeper: Keeper | undefined;
}

/** Answers a request. Errors: of the photo, when it's the only one; of the service; `bad-request`. */
export async function classifyRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  classifier: Classifier,
): Promise<z.infer<typeof classifyAnswer>> {
  const { telemetry, intake } = classifier;
  const { location } = request.query as z.infer<typeof classifyQuery>;
  const options = recordOptions(request, reply, classifier, location === 'true');
  const results: ResultRecord[] = [];
  for await (const photo of sentPhotos(request, intake)) {
    results.push(await recordOf(photo, request, classifier, options));
  }
  const [only, ...others] = results;
  if (only && others.length === 0) expectAnswered(only);
  for (const record of results) telemetry.recorded(record);
  return only && !request.isMultipart() ? only : { results };
}

/** How a request's photos are recorded: until the caller hangs up; what goes wrong inside is logged. `location`: the place, too. */
export const recordOptions = (
  request: FastifyRequest,
  reply: FastifyReply,
  { telemetry }: Classifier,
  location: boolean,
): RecordOptions => ({
  location,
  signal: goneSignal(reply),
  onInternal: (error) => logCause(request, error),
  onStages: (times) => telemetry.staged(times),
});

/** A photo's record; the photo and it are kept where the operator asked for it. Errors: of the service. */
export async function recordOf(
  { file, bytes, isTooLarge }: SentPhoto,
  request: FastifyRequest,
  { pool, model, intake, keeper }: Classifier,
  options: RecordOptions,
): Promise<ResultRecord> {
  if (isTooLarge) {
    const error = new WhosecamError('too-large', `Expected at most ${intake.maxBytes} bytes; received more`);
    return failedRecord({ file, sha256: null, model, elapsedMs: 0 }, error);
  }
  const sha256 = sha256Of(bytes);
  const onError = (error: WhosecamError) => logCause(request, error);
  const finish = await keeper?.begin({ bytes, sha256, requestId: request.id }, onError);
  const kept: { record?: ResultRecord } = {};
  try {
    return (kept.record = await recordPhoto(pool, { file, bytes, sha256, model }, options));
  } finally {
    await finish?.(kept.record);
  }
}

/** A request's only photo: its failure is the request's. */
function expectAnswered(record: ResultRecord): asserts record is OkRecord {
  if (record.status === 'ok') return;
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
