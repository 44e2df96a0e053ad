/** Takes photos out of the queue, has them recognised, and puts their records back. */
import type { Job, Worker } from 'bullmq';
import { sha256Of } from '../bundle/sha256.js';
import { toWhosecamError, WhosecamError } from '../errors.js';
import { isAboutService, type RecordPhoto } from '../inference/record-photo.js';
import { failedRecord } from '../recognise/record.js';
import type { ResultRecord } from '../recognise/result.js';
import { failureWords, type JobModel, type PhotoJob, readJob } from './job.js';
import { loadBullmq } from './packages.js';
import { connectRedis, type OnTrouble } from './redis.js';
import type { PhotoSource } from './source.js';

/** What a worker is made of. */
export interface WorkOptions {
  readonly redis: string;
  readonly queueName: string;
  /** The model that answers here. */
  readonly model: JobModel;
  readonly record: RecordPhoto;
  readonly source: PhotoSource;
  readonly maxBytes: number;
  /** Photos under way at once. */
  readonly concurrency: number;
  /** Photos that all workers of the queue together begin in a second; undefined: any. */
  readonly rate: number | undefined;
  /** A job is taken over when its worker wasn't heard of for so long. */
  readonly takeoverMs: number;
  /** Takes no further photo and finishes those under way. */
  readonly signal: AbortSignal;
  readonly onRecord: (record: ResultRecord) => void;
  readonly onInternal: (file: string, error: WhosecamError) => void;
  readonly onTrouble: OnTrouble;
}

/** Workers that may die over a photo, one after the other, before it's to blame: a power cut and a deployment are no fault of its. */
const mostTakeovers = 3;

/**
 * Works until the signal aborts.
 * Errors: `other-model` when the queue asks for another model, `model-missing`, `model-altered` when it went away: the photo goes back
 * into the queue; `queue-away`, `package-missing`.
 */
export async function work(options: WorkOptions): Promise<void> {
  const { queueName, concurrency, rate, takeoverMs, signal } = options;
  const { Worker, WaitingError, UnrecoverableError } = await loadBullmq();
  const { client, end: endConnection } = await connectRedis(options.redis, options.onTrouble);
  const stop: { error?: WhosecamError } = {};
  const toBePutBack = (error: WhosecamError) => isAboutService(error) || error.code === 'other-model';

  const answer = async (job: Job<PhotoJob>, token?: string): Promise<ResultRecord> => {
    try {
      const record = await recordOf(job.data, options);
      options.onRecord(record);
      return record;
    } catch (thrown) {
      const error = toWhosecamError(thrown);
      // Somebody else's job, or our own mistake: no number of tries makes it ours.
      if (error.code === 'bad-request') throw new UnrecoverableError(failureWords(error));
      if (!toBePutBack(error)) throw new Error(failureWords(error), { cause: thrown });
      await job.moveToWait(token);
      // Before the worker looks for the next one: it would take the same again.
      if (error.code !== 'busy') end((stop.error ??= error));
      throw new WaitingError();
    }
  };
  const worker: Worker<PhotoJob, ResultRecord> = new Worker(queueName, answer, {
    connection: client,
    concurrency,
    lockDuration: takeoverMs,
    stalledInterval: takeoverMs,
    maxStalledCount: mostTakeovers,
    ...(rate === undefined ? {} : { limiter: { max: rate, duration: 1000 } }),
  });
  worker.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => worker.once('closed', resolve));
  function end(error?: WhosecamError): void {
    if (error) stop.error = error;
    // Redis may be away; whoever holds the jobs' locks then is somebody else.
    const isAway = client.status !== 'ready';
    void worker.close(isAway);
  }
  const onAbort = () => end();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) end();
  await closed;
  signal.removeEventListener('abort', onAbort);
  await endConnection();
  if (stop.error) throw stop.error;
}

/** The record for a job. Errors: `other-model`, `unreadable` where the photo isn't there (now), those about the service. */
async function recordOf(data: unknown, options: WorkOptions): Promise<ResultRecord> {
  const { path: file, sha256, model: asked } = readJob(data);
  const { model, source, maxBytes, onInternal } = options;
  if (asked.sha256 !== model.sha256) {
    const [wanted, own] = [asked, model].map((one) => `${one.id} ${one.version} (${one.sha256.slice(0, 12)})`);
    throw new WhosecamError('other-model', `Expected the model that the queue asks for, ${wanted}; this one is ${own}`);
  }
  const facts = { file, sha256, model: { id: model.id, version: model.version } };
  const bytes = await source.read(file, maxBytes).catch((thrown: unknown) => toWhosecamError(thrown));
  if (bytes instanceof WhosecamError) {
    // The producer has read it, so where it can't be read the storage is to blame, and may be better soon.
    if (bytes.code === 'unreadable') throw bytes;
    return failedRecord({ ...facts, elapsedMs: 0 }, bytes);
  }
  if (sha256Of(bytes) !== sha256) {
    throw new WhosecamError('unreadable', 'Expected the photo that was put into the queue; received other bytes');
  }
  return options.record({ ...facts, bytes }, { onInternal: (error) => onInternal(file, error) });
}
