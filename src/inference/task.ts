/** What the pool and its workers say to each other. Plain data: it crosses threads. */
import type { MessagePort } from 'node:worker_threads';
import type { BundleFile, ModelName } from '../bundle/schema.js';
import type { ErrorCode } from '../errors.js';
import type { DecodeLimits } from '../image/raster.js';
import type { Recognition } from '../recognise/recognise.js';
import type { StageTimes } from '../recognise/stages.js';

/** What a worker is born with. */
export interface WorkerSetup {
  /** Folder of the bundle. */
  readonly folder: string;
  /** Files as the main thread checked them: a worker that starts later must find the same ones. */
  readonly files: Readonly<Record<ModelName, BundleFile>>;
  /** Threads of each inference session. */
  readonly threads: number;
  readonly limits: DecodeLimits;
}

/** A photo, or the question whether the worker has loaded its model, or whether the model answers as it was released. */
export type Task =
  | { readonly kind: 'ping' }
  | { readonly kind: 'self-test' }
  | { readonly kind: 'photo'; readonly bytes: Uint8Array; readonly location: boolean; readonly port: MessagePort };

/** An answer or a coded failure. Errors lose their code on the way between threads, so they travel as data. */
export type Outcome =
  /** The worker of this thread holds the model. */
  | { readonly kind: 'ready'; readonly thread: number }
  | { readonly kind: 'recognition'; readonly recognition: Recognition; readonly stageTimes: StageTimes }
  | ({ readonly kind: 'failure' } & Failure)
  /** The worker of this thread can't load the model: whatever it was asked, it can't answer. */
  | ({ readonly kind: 'no-model'; readonly thread: number } & Failure);

/** An error as data. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause?: string;
}

/** The worker says it on the photo's port when its turn has come: the time limit counts from here. */
export const started = 'started';

/** The pool says it on the photo's port when the time is over: the worker ends itself, between two steps. */
export const timeIsOver = 'time is over';

/** The pool says it on the photo's port when the program ends: the worker gives the photo up, between two runs of a model. */
export const programEnds = 'program ends';
