/**
 * Worker threads behind a bounded waiting line. Inference blocks the thread it runs on, so it never runs on the main one.
 *
 * The line is our own: Piscina 5.3 doesn't count tasks with an abort signal against its `maxQueue`. Piscina gives
 * birth to the workers, ends one that overran its time, and puts a new one in its place.
 */
import './no-telemetry.js';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { BundleFile, ModelName } from '../bundle/schema.js';
import { WhosecamError } from '../errors.js';
import type { DecodeLimits } from '../image/raster.js';
import type { Recognition } from '../recognise/recognise.js';
import type { StageTimes } from '../recognise/stages.js';
import { createLine } from './line.js';
import { type Outcome, type Task, timeIsOver, type WorkerSetup } from './task.js';

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
  /** Milliseconds that a worker gets to end itself when a photo's time is over. */
  readonly graceMs?: number;
  /** The workers' program; only tests give another. */
  readonly worker?: URL;
}

/** How one photo is to be recognised. */
export interface RecogniseOptions {
  /** False leaves the place out of the answer. Default true. */
  readonly location?: boolean;
  /** A photo that waits leaves the line with `interrupted`; one that runs is finished. */
  readonly signal?: AbortSignal;
  /** Called when the photo's turn has come. */
  readonly onStart?: () => void;
  /** Told how long the steps took, when the photo is answered. */
  readonly onStages?: ((times: StageTimes) => void) | undefined;
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
  /**
   * Recognises a golden picture on a worker: the pool is ready once it comes out as it did when the model was released.
   * Errors: `model-altered`, `model-missing`, `internal`.
   */
  selfTest(): Promise<void>;
  /** True from a self-test that passed until it's closed or a worker can't load the model. */
  readonly ready: boolean;
  /** Lets the photos that run finish and ends the workers; those that wait fail with `interrupted`. */
  close(): Promise<void>;
}

/** How long a worker may take to end itself when a photo's time is over, before it's ended from outside. */
const defaultGraceMs = 5000;

/** Resolves when every worker has loaded the model. Errors: `model-missing`, `model-altered`, `internal`. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const piscina = bearWorkers(options);
  const line = createLine(options.workers, options.maxQueue);
  const state = { closed: false, modelLost: false, tested: false };

  const run = async (bytes: Uint8Array, given: RecogniseOptions): Promise<Recognition> => {
    const { location = true, onStart, onStages } = given;
    const watch = startWatch(options, onStart);
    const task: Task = { kind: 'photo', bytes, location, port: watch.port };
    const transferList = [watch.port, ...movable(bytes)];
    try {
      const outcome = (await piscina.run(task, { transferList, signal: watch.signal })) as Outcome;
      if (outcome.kind === 'recognition') onStages?.(outcome.stageTimes);
      return recognitionOf(outcome);
    } catch (thrown) {
      const error = runError(thrown, { timedOut: watch.isOver(), closed: state.closed, options });
      state.modelLost ||= error.code === 'model-missing' || error.code === 'model-altered';
      throw error;
    } finally {
      watch.end();
    }
  };

  const pool: Pool = {
    async recognise(bytes, given = {}) {
      const leave = await line.enter(given.signal);
      return run(bytes, given).finally(leave);
    },
    get queueSize() {
      return line.waiting;
    },
    get ready() {
      return state.tested && !state.closed && !state.modelLost;
    },
    async selfTest() {
      const outcome = (await piscina.run({ kind: 'self-test' } satisfies Task)) as Outcome;
      if (outcome.kind === 'failure') throw failureOf(outcome);
      state.tested = true;
    },
    async close() {
      state.closed = true;
      line.close();
      // What runs is over by then, one way or the other.
      const mostMs = options.timeoutMs + (options.graceMs ?? defaultGraceMs);
      await until(() => line.inside === 0 && isIdle(piscina), mostMs);
      await piscina.destroy();
    },
  };
  return whenLoaded(pool, piscina, options.workers);
}

function bearWorkers({ folder, files, threads, limits, workers, worker }: PoolOptions): Piscina {
  const piscina = new Piscina({
    filename: (worker ?? new URL('./worker.js', import.meta.url)).href,
    name: 'answer',
    minThreads: workers,
    maxThreads: workers,
    // Otherwise an idle worker sleeps inside Atomics.wait and its own callbacks (sharp's, say) never run.
    atomics: 'disabled',
    recordTiming: false,
    workerData: { folder, files, threads, limits } satisfies WorkerSetup,
  });
  // A worker that died with no photo in hand has been replaced already: nobody is waiting to be told.
  return piscina.on('error', () => undefined);
}

/**
 * Looks after a photo's time. It counts from the word of the worker that it has begun. Then the worker is asked to end;
 * if it can't hear (it never comes to rest), the signal has it ended from outside after a while.
 */
function startWatch({ timeoutMs, graceMs = defaultGraceMs }: PoolOptions, onStart: (() => void) | undefined) {
  const { port1, port2 } = new MessageChannel();
  const outside = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let over = false;
  port1.once('message', () => {
    onStart?.();
    const ask = () => {
      over = true;
      port1.postMessage(timeIsOver);
    };
    timers.push(
      setTimeout(ask, timeoutMs),
      setTimeout(() => outside.abort(), timeoutMs + graceMs),
    );
  });
  return {
    port: port2,
    signal: outside.signal,
    isOver: () => over,
    end() {
      timers.forEach(clearTimeout);
      port1.close();
    },
  };
}

/** No worker runs or loads: ending one in the middle of onnxruntime's work would take the process down. */
const isIdle = (piscina: Piscina): boolean => piscina.idleThreads === piscina.threads.length;

async function until(condition: () => boolean, mostMs: number): Promise<void> {
  const end = performance.now() + mostMs;
  while (!condition() && performance.now() < end) await setTimeoutAsync(20);
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
