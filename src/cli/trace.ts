/** Runs a golden vector's picture the way every photo goes, and keeps what the models were given and gave. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservedVector } from '../bundle/golden.js';
import type { LoadedBundle } from '../bundle/load.js';
import type { ModelName } from '../bundle/schema.js';
import { WhosecamError } from '../errors.js';
import { createRecogniser } from '../recognise/recognise.js';
import type { TraceVector } from './verify.js';

/** The first run of each model on one photo; a model that wasn't needed is absent. */
export type Trace = Partial<Record<ModelName, ObservedVector>>;

const limits = { maxBytes: 64 * 1024 * 1024, maxPixels: 50e6 };

/** Recognises photos with one thread and keeps the first run of each model on each. */
export async function openTracer(loaded: LoadedBundle): Promise<(photo: Uint8Array) => Promise<Trace>> {
  const current: { trace: Trace } = { trace: {} };
  const recogniser = await createRecogniser(loaded, {
    threads: 1,
    onRun: (model, tensor, outputs) => (current.trace[model] ??= { tensor, outputs }),
  });
  return async (photo) => {
    current.trace = {};
    await recogniser.observe(photo, limits);
    return current.trace;
  };
}

/** The picture of a golden vector: relative to the project's folder, or else to the bundle's. */
async function readPicture(folder: string, file: string): Promise<Uint8Array> {
  return readFile(join(folder, '..', '..', file)).catch(() => readFile(join(folder, file)));
}

/** Traces golden vectors in their order; a picture runs once for all of its models that follow one another. */
export function createTracer(): TraceVector {
  const opened: { tracer?: Promise<(photo: Uint8Array) => Promise<Trace>>; file?: string; trace: Trace } = {
    trace: {},
  };
  return async (loaded, { file, model }) => {
    opened.tracer ??= openTracer(loaded);
    if (opened.file !== file) {
      opened.trace = await (await opened.tracer)(await readPicture(loaded.folder, file));
      opened.file = file;
    }
    const observed = opened.trace[model];
    if (!observed) throw new WhosecamError('model-altered', `Expected the ${model} to run on ${file}; it did not`);
    return observed;
  };
}
