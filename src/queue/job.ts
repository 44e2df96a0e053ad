/** What goes through the queue: which photo, never its bytes, and which model is to answer. */
import { z } from 'zod';
import { catalogue, type ErrorCode, WhosecamError } from '../errors.js';
import { modelSchema, recordSchema, type ResultRecord } from '../recognise/result.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A photo to be recognised. */
const jobSchema = z.strictObject({
  schema: z.literal('whosecam.job/1'),
  /** Below the folder or prefix that the producer named, with forward slashes. */
  path: z.string().min(1),
  /** Of the photo's bytes. */
  sha256,
  /** Who must answer; `sha256` is that of its bundle.json. */
  model: modelSchema.extend({ sha256 }),
});

export type PhotoJob = z.infer<typeof jobSchema>;
export type JobModel = PhotoJob['model'];

/** A job as it came from the queue. Errors: `bad-request`. */
export function readJob(data: unknown): PhotoJob {
  const parsed = jobSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new WhosecamError('bad-request', 'Expected a job of whosecam in the queue; received something else');
}

/** The same photo for the same model is the same job, wherever it lies and however often it's asked. */
export const jobIdOf = (sha256: string, model: JobModel): string => `${sha256}-${model.sha256.slice(0, 16)}`;

/**
 * A worker's answer to a job as the record of a file; undefined where it's no record of that photo by that model: whoever can
 * write to the queue can write anything.
 */
export function recordOfAnswer(answer: unknown, job: PhotoJob, file: string): ResultRecord | undefined {
  const { data: record } = recordSchema.safeParse(answer);
  const isIts =
    record?.sha256 === job.sha256 && record.model.id === job.model.id && record.model.version === job.model.version;
  // As it came: the schema would put its keys into another order.
  return isIts ? { ...(answer as ResultRecord), file } : undefined;
}

/** An error as the words of a job that failed. */
export const failureWords = ({ code, message }: WhosecamError): string => `${code}: ${message}`;

/** The error behind the words of a job that failed; those that aren't ours come from the queue itself. */
export function failureOf(words: string): WhosecamError {
  const [, code = '', message = ''] = /^([a-z-]+): (.*)$/s.exec(words) ?? [];
  if (Object.hasOwn(catalogue, code)) return new WhosecamError(code as ErrorCode, message);
  const what = words.includes('stalled') ? 'each worker that took it ended meanwhile' : 'it failed in the queue';
  return new WhosecamError('internal', `Expected a worker to answer; ${what}`);
}
