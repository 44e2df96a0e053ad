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

/** Recognises one photo with one thread and keeps the first run of each model. */
export async function tracePhoto(loaded: LoadedBundle, photo: Uint8Array): Promise<Trace> {
  const trace: Trace = {};
  const recogniser = await createRecogniser(loaded, {
    threads: 1,
    onRun: (model, tensor, outputs) => (trace[model] ??= { tensor, outputs }),
  });
  await recogniser.observe(photo, limits);
  return trace;
}

/** The picture of a golden vector: relative to the project's folder, or else to the bundle's. */
async function readPicture(folder: string, file: string): Promise<Uint8Array> {
  return readFile(join(folder, '..', '..', file)).catch(() => readFile(join(folder, file)));
}

/** Traces golden vectors; each picture runs once, however many of its models are compared. */
export function createTracer(): TraceVector {
  const traces = new Map<string, Promise<Trace>>();
  const traceOnce = (loaded: LoadedBundle, file: string): Promise<Trace> => {
    const known = traces.get(file) ?? readPicture(loaded.folder, file).then((photo) => tracePhoto(loaded, photo));
    traces.set(file, known);
    return known;
  };
  return async (loaded, { file, model }) => {
    const observed = (await traceOnce(loaded, file))[model];
    if (!observed) throw new WhosecamError('model-altered', `Expected the ${model} to run on ${file}; it did not`);
    return observed;
  };
}
