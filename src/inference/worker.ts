/** A worker thread of the pool: loads the bundle once, then answers one photo at a time. */
import { threadId, workerData } from 'node:worker_threads';
import { loadBundle, type LoadedBundle } from '../bundle/load.js';
import { causeWords } from '../causes.js';
import { toWhosecamError, WhosecamError } from '../errors.js';
import { setDecodeThreads } from '../image/sharp.js';
import { createRecogniser } from '../recognise/recognise.js';
import { withoutLocation } from '../recognise/record.js';
import { createStageClock } from '../recognise/stages.js';
import { selfTest, type Subject } from './self-test.js';
import { type Failure, type Outcome, programEnds, started, type Task, timeIsOver, type WorkerSetup } from './task.js';
import { createTracer } from './trace.js';

const setup = workerData as WorkerSetup;

/** A loaded model, and how it's made to give up the photo that it's at. */
interface Loaded extends Subject {
  readonly giveUp: () => void;
}

/**
 * Answers tasks, once the model is loaded: the pool waits for this promise before it counts the worker as ready.
 * Without a model every task gets the reason: a worker that died at birth would be born again for ever.
 */
export const answer: Promise<(task: Task) => Promise<Outcome>> = begin();

async function begin(): Promise<(task: Task) => Promise<Outcome>> {
  let model = await tryToLoad();
  return async (task) => {
    // What was away may be back: a disk that was mounted again, an update that has ended.
    if (model instanceof WhosecamError) model = await tryToLoad();
    if (!(model instanceof WhosecamError)) return answerWith(model, task);
    if (task.kind === 'photo') task.port.close();
    return { kind: 'no-model', thread: threadId, ...failureOf(model) };
  };
}

function tryToLoad(): Promise<Loaded | WhosecamError> {
  return load().catch(toWhosecamError);
}

async function answerWith(model: Loaded, task: Task): Promise<Outcome> {
  if (task.kind === 'ping') return ready;
  if (task.kind === 'self-test') return selfTest(model).then(() => ready, failed);
  const { bytes, location, port } = task;
  // Comes between two steps, never inside one: onnxruntime takes the whole process down when its thread is ended under it.
  port.on('message', (word) => {
    if (word === programEnds) model.giveUp();
    if (word === timeIsOver) throw new Error('the time is over');
  });
  port.postMessage(started);
  try {
    const clock = createStageClock();
    const found = await model.recogniser.recognise(bytes, setup.limits, clock.onStage);
    const recognition = location ? found : withoutLocation(found);
    return { kind: 'recognition', recognition, stageTimes: clock.times };
  } catch (thrown) {
    return failed(thrown);
  } finally {
    port.close();
  }
}

const ready: Outcome = { kind: 'ready', thread: threadId };

const failed = (thrown: unknown): Outcome => ({ kind: 'failure', ...failureOf(thrown) });

function failureOf(thrown: unknown): Failure {
  const { code, message, cause } = toWhosecamError(thrown);
  return { code, message, ...(cause instanceof Error ? { cause: causeWords(cause) } : {}) };
}

async function load(): Promise<Loaded> {
  setDecodeThreads(setup.threads);
  const loaded = await loadBundle(setup.folder);
  expectSameFiles(loaded);
  const tracer = createTracer();
  const ending = new AbortController();
  const onRun: typeof tracer.onRun = (...run) => {
    if (ending.signal.aborted) throw new WhosecamError('interrupted', 'Expected to finish; the program is ending');
    tracer.onRun(...run);
  };
  const recogniser = await createRecogniser(loaded, { threads: setup.threads, onRun });
  // Not `loaded` itself: nothing should hold on to the files' bytes.
  return { recogniser, tracer, golden: loaded.golden, folder: loaded.folder, giveUp: () => ending.abort() };
}

function expectSameFiles({ bundle }: LoadedBundle): void {
  for (const name of ['detector', 'housing', 'textDetector', 'textReader'] as const) {
    if (bundle.files[name].sha256 === setup.files[name].sha256) continue;
    throw new WhosecamError('model-altered', `Expected the ${name} that the program started with; it was exchanged`);
  }
}
