/** Keeps what the models were given and gave on one picture, to be compared with golden vectors. */
import type { ObservedVector } from '../bundle/golden.js';
import type { ModelName } from '../bundle/schema.js';
import type { OnRun, Recogniser } from '../recognise/recognise.js';

/** The first run of each model on one photo; a model that wasn't needed is absent. */
export type Trace = Partial<Record<ModelName, ObservedVector>>;

/** Listens to a recogniser's models. */
export interface Tracer {
  readonly onRun: OnRun;
  /** What the models did while a picture was recognised. Errors: the recogniser's. */
  trace(recogniser: Pick<Recogniser, 'observe'>, picture: Uint8Array): Promise<Trace>;
}

const limits = { maxBytes: 64 * 2 ** 20, maxPixels: 50e6 };

/** A tracer that keeps nothing but while it's asked to. */
export function createTracer(): Tracer {
  const current: { trace?: Trace } = {};
  return {
    onRun: (model, tensor, outputs) => {
      if (current.trace) current.trace[model] ??= { tensor, outputs };
    },
    async trace(recogniser, picture) {
      const trace: Trace = {};
      current.trace = trace;
      await recogniser.observe(picture, limits).finally(() => delete current.trace);
      return trace;
    },
  };
}
