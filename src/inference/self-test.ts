/** Does the model answer on this machine as it did where it was released: one golden picture, all of its models. */
import { firstDifference, type Golden } from '../bundle/golden.js';
import { readGoldenPicture } from '../bundle/load.js';
import { WhosecamError } from '../errors.js';
import type { Recogniser } from '../recognise/recognise.js';
import type { Tracer } from './trace.js';

/** A model as it's loaded, and the golden vectors that came with it. */
export interface Subject {
  readonly recogniser: Pick<Recogniser, 'recognise' | 'observe'>;
  readonly tracer: Tracer;
  readonly golden: Golden;
  readonly folder: string;
}

/**
 * Recognises the picture of the first golden vector and compares all vectors of this picture.
 * @throws WhosecamError `model-altered` when one differs or there's none, `model-missing` when the picture isn't there.
 */
export async function selfTest({ recogniser, tracer, golden, folder }: Subject): Promise<void> {
  const file = golden.vectors[0]?.file;
  if (file === undefined) throw new WhosecamError('model-altered', 'Expected golden vectors; the bundle has none');
  const picture = await readGoldenPicture(folder, file);
  const trace = await tracer.trace(recogniser, picture);
  for (const vector of golden.vectors.filter((one) => one.file === file)) {
    const observed = trace[vector.model];
    const difference = observed ? firstDifference(vector, observed, golden.tolerance) : `${vector.model} did not run`;
    if (difference !== null) {
      throw new WhosecamError('model-altered', `Expected the model to answer as it did when released; ${difference}`);
    }
  }
}
