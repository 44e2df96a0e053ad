/** Runs a golden vector's picture the way every photo goes, and keeps what the models were given and gave. */
import { readGoldenPicture, type LoadedBundle } from '../bundle/load.js';
import { WhosecamError } from '../errors.js';
import { createTracer, type Trace } from '../inference/trace.js';
import type { TraceVector } from './verify.js';

/** Recognises photos with one thread and keeps the first run of each model on each. */
export async function openTracer(loaded: LoadedBundle): Promise<(photo: Uint8Array) => Promise<Trace>> {
  const tracer = createTracer();
  const { createRecogniser } = await import('../recognise/recognise.js');
  const recogniser = await createRecogniser(loaded, { threads: 1, onRun: tracer.onRun });
  return (photo) => tracer.trace(recogniser, photo);
}

/** Traces golden vectors in their order; a picture runs once for all of its models that follow one another. */
export function createVectorTracer(): TraceVector {
  const opened: { tracer?: Promise<(photo: Uint8Array) => Promise<Trace>>; file?: string; trace: Trace } = {
    trace: {},
  };
  return async (loaded, { file, model }) => {
    opened.tracer ??= openTracer(loaded);
    if (opened.file !== file) {
      opened.trace = await (await opened.tracer)(await readGoldenPicture(loaded.folder, file));
      opened.file = file;
    }
    const observed = opened.trace[model];
    if (!observed) throw new WhosecamError('model-altered', `Expected the ${model} to run on ${file}; it did not`);
    return observed;
  };
}
