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
import { createHealth, type Health } from './health.js';
import { createLine } from './line.js';
import { type Failure, type Outcome, programEnds, type Task, timeIsOver, type WorkerSetup } from './task.js';

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
  /** Milliseconds after which a worker that ended or has no model is asked again. */
  readonly againMs?: number;
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
  /** True after a self-test that passed, while a worker holds the model and none is there that can't load it. */
  readonly ready: boolean;
  /** How the workers are: those that end are replaced. */
  readonly health: Pick<Health, 'ready' | 'ended' | 'problem'>;
  /**
   * Lets the photos that run finish for `patienceMs` (default: until their own time is over), then has them given up, and
   * ends the workers; one that is inside native code ends when it comes back. Those that wait, and those given up, fail with
   * `interrupted`.
   */
  close(patienceMs?: number): Promise<void>;
}

/** How long a worker may take to end itself when a photo's time is over, before it's ended from outside. */
const defaultGraceMs = 5000;

/** How soon what's wrong with a worker is looked at again: rarely enough to hash the model's files each time. */
const defaultAgainMs = 5000;

/** How long a worker that is told to give its photo up may take to come to rest: one run of a model on a Raspberry Pi. */
const restMs = 1500;

/** Resolves when every worker has loaded the model. Errors: `model-missing`, `model-altered`, `internal`. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const health = createHealth(options.againMs ?? defaultAgainMs);
  const piscina = bearWorkers(options, health);
  const line = createLine(options.workers, options.maxQueue);
  const state = { closed: false, tested: false };
  const running = new Set<{ readonly giveUp: () => void }>();

  const run = async (bytes: Uint8Array, given: RecogniseOptions): Promise<Recognition> => {
    const { location = true, onStart, onStages } = given;
    const watch = startWatch(options, onStart);
    running.add(watch);
    const task: Task = { kind: 'photo', bytes, location, port: watch.port };
    const transferList = [watch.port, ...movable(bytes)];
    try {
      const outcome = (await piscina.run(task, { transferList, signal: watch.signal })) as Outcome;
      health.hear(outcome);
      if (outcome.kind === 'recognition') onStages?.(outcome.stageTimes);
      return recognitionOf(outcome);
    } catch (thrown) {
      throw runError(thrown, { timedOut: watch.isOver(), closed: state.closed, options });
    } finally {
      running.delete(watch);
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
      return state.tested && !state.closed && health.ready > 0 && health.problem === undefined;
    },
    health,
    async selfTest() {
      expectNoFailure((await piscina.run({ kind: 'self-test' } satisfies Task)) as Outcome);
      state.tested = true;
    },
    async close(patienceMs = options.timeoutMs + (options.graceMs ?? defaultGraceMs)) {
      state.closed = true;
      health.close();
      line.close();
      const isAtRest = () => line.inside === 0 && isIdle(piscina);
      await until(isAtRest, patienceMs);
      for (const { giveUp } of running) giveUp();
      await until(isAtRest, restMs);
      await piscina.destroy();
    },
  };
  return whenLoaded(pool, piscina, health);
}

function bearWorkers({ folder, files, threads, limits, workers, worker }: PoolOptions, { choose }: Health): Piscina {
  const piscina = new Piscina({
    filename: (worker ?? new URL('./worker.js', import.meta.url)).href,
    name: 'answer',
    minThreads: workers,
    maxThreads: workers,
    // Otherwise an idle worker sleeps inside Atomics.wait and its own callbacks (sharp's, say) never run.
    atomics: 'disabled',
    recordTiming: false,
    loadBalancer: choose,
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
    giveUp: () => port1.postMessage(programEnds),
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

async function whenLoaded(pool: Pool, piscina: Piscina, health: Health): Promise<Pool> {
  const ask = () => piscina.run({ kind: 'ping' } satisfies Task) as Promise<Outcome>;
  try {
    for (const outcome of await Promise.all(piscina.threads.map(ask))) {
      expectNoFailure(outcome);
      health.hear(outcome);
    }
    health.watch(piscina, ask);
    return pool;
  } catch (thrown) {
    await pool.close();
    if (thrown instanceof WhosecamError) throw thrown;
    throw new WhosecamError('internal', 'Expected the workers to load the model; one died', { cause: thrown });
  }
}

function recognitionOf(outcome: Outcome): Recognition {
  if (outcome.kind === 'recognition') return outcome.recognition;
  expectNoFailure(outcome);
  throw new WhosecamError('internal', 'Expected an answer to a photo; received the answer to a ping');
}

function expectNoFailure(outcome: Outcome): void {
  if (outcome.kind === 'failure' || outcome.kind === 'no-model') throw errorOf(outcome);
}

const errorOf = ({ code, message, cause }: Failure): WhosecamError =>
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
