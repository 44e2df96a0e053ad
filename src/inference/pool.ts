/**
 * Worker threads behind a bounded waiting line. Inference blocks the thread it runs on, so it never runs on the main one.
 *
 * The line is our own: Piscina 5.3 doesn't count tasks with an abort signal against its `maxQueue`. Piscina gives
 * birth to the workers, ends one that overran its time, and puts a new one in its place.
 */
import { Piscina } from 'piscina';
import type { BundleFile, ModelName } from '../bundle/schema.js';
import { WhosecamError } from '../errors.js';
import type { DecodeLimits } from '../image/raster.js';
import type { Recognition } from '../recognise/recognise.js';
import { createLine } from './line.js';
import type { Outcome, Started, Task, WorkerSetup } from './task.js';

/** What a pool is made of. */
export interface PoolOptions {
  /** Folder of the bundle, and its files as they were checked. */
  readonly folder: string;
  readonly files: Readonly<Record<ModelName, BundleFile>>;
  readonly workers: number;
  /** Threads of each worker's sessions. */
  readonly threads: number;
  /** Photos that may wait. */
  readonly maxQueue: number;
  /** Milliseconds a photo may take once it has started. */
  readonly timeoutMs: number;
  readonly limits: DecodeLimits;
  /** The workers' program; only tests give another. */
  readonly worker?: URL;
}

/** How one photo is to be recognised. */
export interface RecogniseOptions {
  /** False leaves the place out of the answer. Default true. */
  readonly location?: boolean;
  /** A photo that waits leaves the line; one that runs is finished, its answer dropped. */
  readonly signal?: AbortSignal;
  /** Called when the photo's turn has come. */
  readonly onStart?: () => void;
}

/** Recognises photos on worker threads. */
export interface Pool {
  /**
   * Bytes may be moved to the worker: don't read them afterwards.
   * Errors: the recogniser's own, `busy`, `timeout`, `interrupted`, `internal` when the worker died.
   */
  recognise(bytes: Uint8Array, options?: RecogniseOptions): Promise<Recognition>;
  /** Photos that wait. */
  readonly queueSize: number;
  /** False once it's closed or a worker couldn't load the model. */
  readonly ready: boolean;
  /** Ends the workers; photos that run or wait fail with `interrupted`. */
  close(): Promise<void>;
}

/** Resolves when every worker has loaded the model. Errors: `model-missing`, `model-altered`, `internal`. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const { piscina, starts } = bearWorkers(options);
  const line = createLine(options.workers, options.maxQueue);
  const state = { closed: false, modelLost: false, nextId: 0 };

  const run = async (bytes: Uint8Array, { location = true, onStart }: RecogniseOptions): Promise<Recognition> => {
    const id = state.nextId++;
    const limit = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    starts.set(id, () => {
      onStart?.();
      timer = setTimeout(() => limit.abort(), options.timeoutMs);
    });
    try {
      const task: Task = { kind: 'photo', id, bytes, location };
      const outcome = (await piscina.run(task, {
        transferList: movable(bytes),
        signal: limit.signal,
      })) as Outcome;
      return recognitionOf(outcome);
    } catch (thrown) {
      const error = runError(thrown, { timedOut: limit.signal.aborted, closed: state.closed, options });
      state.modelLost ||= error.code === 'model-missing' || error.code === 'model-altered';
      throw error;
    } finally {
      clearTimeout(timer);
      starts.delete(id);
    }
  };

  const pool: Pool = {
    async recognise(bytes, given = {}) {
      const leave = await line.enter(given.signal);
      return unlessAborted(run(bytes, given).finally(leave), given.signal);
    },
    get queueSize() {
      return line.waiting;
    },
    get ready() {
      return !state.closed && !state.modelLost;
    },
    async close() {
      state.closed = true;
      line.close();
      await piscina.destroy();
    },
  };
  return whenLoaded(pool, piscina, options.workers);
}

function bearWorkers(options: PoolOptions): { piscina: Piscina; starts: Map<number, () => void> } {
  const { folder, files, threads, limits, workers } = options;
  const piscina = new Piscina({
    filename: (options.worker ?? new URL('./worker.js', import.meta.url)).href,
    name: 'answer',
    minThreads: workers,
    maxThreads: workers,
    // Otherwise an idle worker sleeps inside Atomics.wait and its own callbacks (sharp's, say) never run.
    atomics: 'disabled',
    recordTiming: false,
    workerData: { folder, files, threads, limits } satisfies WorkerSetup,
  });
  const starts = new Map<number, () => void>();
  piscina.on('message', (message: Started) => starts.get(message.started)?.());
  // A worker that died with no photo in hand has been replaced already: nobody is waiting to be told.
  piscina.on('error', () => undefined);
  return { piscina, starts };
}

async function whenLoaded(pool: Pool, piscina: Piscina, workers: number): Promise<Pool> {
  try {
    const ping: Task = { kind: 'ping' };
    const outcomes = (await Promise.all(Array.from({ length: workers }, () => piscina.run(ping)))) as Outcome[];
    for (const outcome of outcomes) if (outcome.kind === 'failure') throw failureOf(outcome);
    return pool;
  } catch (thrown) {
    await pool.close();
    if (thrown instanceof WhosecamError) throw thrown;
    throw new WhosecamError('internal', 'Expected the workers to load the model; one died', { cause: thrown });
  }
}

function recognitionOf(outcome: Outcome): Recognition {
  if (outcome.kind === 'recognition') return outcome.recognition;
  if (outcome.kind === 'failure') throw failureOf(outcome);
  throw new WhosecamError('internal', 'Expected an answer to a photo; received the answer to a ping');
}

const failureOf = ({ code, message, cause }: Extract<Outcome, { kind: 'failure' }>): WhosecamError =>
  new WhosecamError(code, message, cause === undefined ? {} : { cause: traced(cause) });

/** An error of another thread, with that thread's stack. */
function traced(stack: string): Error {
  const error = new Error('in the worker');
  error.stack = stack;
  return error;
}

function runError(thrown: unknown, state: { timedOut: boolean; closed: boolean; options: PoolOptions }): WhosecamError {
  if (thrown instanceof WhosecamError) return thrown;
  if (state.timedOut) {
    return new WhosecamError('timeout', `Expected an answer within ${state.options.timeoutMs} ms; it took longer`);
  }
  if (state.closed) return new WhosecamError('interrupted', 'Expected to finish; the program is ending');
  return new WhosecamError('internal', 'Expected an answer; the worker died', { cause: thrown });
}

/** A whole ArrayBuffer can be moved; a slice of a shared one (small Buffers are slices) must be copied. */
function movable(bytes: Uint8Array): ArrayBuffer[] {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? [buffer] : [];
}

/** `work`, or `interrupted` as soon as the signal aborts; the work itself goes on. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () =>
      reject(new WhosecamError('interrupted', 'Expected to finish; the answer is no longer wanted'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
