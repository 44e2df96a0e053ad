/** Puts photos into the queue and brings the workers' answers back: each photo's record comes once, however often its job runs. */
import type { JobsOptions, Queue } from 'bullmq';
import { WhosecamError } from '../errors.js';
import type { RecordPhoto } from '../inference/record-photo.js';
import { failedRecord } from '../recognise/record.js';
import { failureOf, type JobModel, jobIdOf, type PhotoJob, recordOfAnswer } from './job.js';
import { loadBullmq } from './packages.js';
import { connectRedis, type OnTrouble } from './redis.js';

/** What a producer is made of. */
export interface ProducerOptions {
  readonly redis: string;
  readonly queueName: string;
  readonly model: JobModel;
  /** What a photo is called where the workers read. */
  readonly pathOf: (file: string) => string;
  /** Nobody waits any more: photos without an answer fail with `interrupted`. Their jobs stay in the queue. */
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble;
  /** Milliseconds between two looks at the jobs themselves: an event can get lost, or Redis with all that's in it. */
  readonly checkEveryMs?: number;
}

/** The queue as the producer sees it. */
export interface Producer {
  /** The record of a photo, made by a worker. The photo's bytes are given back to the system. Errors: `interrupted`. */
  readonly record: RecordPhoto;
  /** Takes a photo's job out of the queue: its record is kept elsewhere. */
  readonly forget: (sha256: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An answer, or why there's none. */
type Outcome = { readonly answer: unknown } | { readonly failure: WhosecamError };

interface Waiting {
  readonly job: PhotoJob;
  readonly settle: (outcome: Outcome) => void;
}

/** Seconds after which Redis may forget what nobody called for. */
const keptSeconds = 7 * 24 * 3600;

/**
 * Tries: 1, 2, 4 ... 64 s lie between them, two minutes in all, each up to half shorter so that workers don't come all at once. A
 * photo that is bad isn't tried again: its answer is a failed record.
 */
const jobOptions: JobsOptions = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  removeOnComplete: { age: keptSeconds },
  removeOnFail: { age: keptSeconds },
  stackTraceLimit: 0,
};

/** Errors: `queue-away`, `package-missing`. */
export async function openProducer(options: ProducerOptions): Promise<Producer> {
  const { queueName, model, signal, onTrouble } = options;
  const { Queue, QueueEvents } = await loadBullmq();
  const connection = await connectRedis(options.redis, onTrouble);
  // It waits for events, and so holds a connection of its own.
  const listening = await connectRedis(options.redis, () => undefined);
  const queue: Queue<PhotoJob> = new Queue(queueName, { connection: connection.client, defaultJobOptions: jobOptions });
  const events = new QueueEvents(queueName, { connection: listening.client });
  // What befalls the connections is told by them.
  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  await events.waitUntilReady();

  const waiting = new Map<string, Waiting>();
  const settle = (id: string, outcome: Outcome) => waiting.get(id)?.settle(outcome);
  events.on('completed', ({ jobId, returnvalue }) => settle(jobId, { answer: returnvalue }));
  events.on('failed', ({ jobId, failedReason }) => settle(jobId, { failure: failureOf(failedReason) }));
  const interrupt = () => {
    const failure = new WhosecamError('interrupted', 'Expected an answer from the queue; the program is ending');
    for (const one of waiting.values()) one.settle({ failure });
  };
  signal.addEventListener('abort', interrupt);
  const endChecks = checkNowAndThen(queue, waiting, options.checkEveryMs ?? 30_000);

  return {
    async record({ file, bytes, sha256 }) {
      giveBack(bytes);
      const job: PhotoJob = { schema: 'whosecam.job/1', path: options.pathOf(file), sha256, model };
      const id = jobIdOf(sha256, model);
      const outcome = await new Promise<Outcome>((resolve) => {
        waiting.set(id, { job, settle: resolve });
        if (signal.aborted) interrupt();
        void put(queue, id, waiting).catch((cause: unknown) => {
          resolve({ failure: new WhosecamError('queue-away', 'Expected the queue to take a photo', { cause }) });
        });
      }).finally(() => waiting.delete(id));
      return recordOf(outcome, job, file);
    },
    async forget(sha256) {
      await queue.remove(jobIdOf(sha256, model));
    },
    async close() {
      endChecks();
      signal.removeEventListener('abort', interrupt);
      // Where Redis is away, their own way to close would wait for it.
      if (listening.client.status === 'ready') await Promise.allSettled([events.close(), queue.close()]);
      else events.closing = Promise.resolve();
      await Promise.all([connection.end(), listening.end()]);
    },
  };
}

function recordOf(outcome: Outcome, job: PhotoJob, file: string) {
  const record = 'answer' in outcome ? recordOfAnswer(outcome.answer, job, file) : undefined;
  if (record) return record;
  const failure =
    'failure' in outcome
      ? outcome.failure
      : new WhosecamError('internal', "Expected a worker's record of the photo; received something else");
  if (failure.code === 'interrupted' || failure.code === 'queue-away') throw failure;
  // A dead letter. The bytes were read, so it's known which photo it was.
  return failedRecord({ file, sha256: job.sha256, model: job.model, elapsedMs: 0 }, failure);
}

/** Puts a job in, or finds it: an earlier run may have put it in, and it may be finished. */
async function put(queue: Queue<PhotoJob>, id: string, waiting: ReadonlyMap<string, Waiting>): Promise<void> {
  const one = waiting.get(id);
  if (one === undefined) return;
  await queue.add('photo', one.job, { jobId: id });
  const job = await queue.getJob(id);
  // Until it's finished, the words of a failure are those of an earlier try.
  if (job?.finishedOn === undefined) return;
  one.settle(job.failedReason ? { failure: failureOf(job.failedReason) } : { answer: job.returnvalue });
}

/** Puts all in again that isn't answered yet: those that are still there stay as they are. */
function checkNowAndThen(queue: Queue<PhotoJob>, waiting: ReadonlyMap<string, Waiting>, everyMs: number): () => void {
  let isChecking = false;
  const check = async () => {
    for (const id of [...waiting.keys()]) await put(queue, id, waiting);
  };
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    void check()
      .catch(() => undefined)
      .finally(() => (isChecking = false));
  }, everyMs);
  return () => clearInterval(timer);
}

/** Thousands of photos may wait for their answer, and their bytes have been looked at: memory for a few is enough. */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
    structuredClone(buffer, { transfer: [buffer] });
}
