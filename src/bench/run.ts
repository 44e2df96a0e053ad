/** Keeps every worker of a pool at work for a while and times each photo. */
import type { Pool } from '../inference/pool.js';
import { toWhosecamError } from '../errors.js';
import { isAboutService } from '../inference/record-photo.js';
import type { StageTimes } from '../recognise/stages.js';
import type { Sample } from './figures.js';

/** How long and how much. */
export interface RunLimits {
  readonly workers: number;
  /** No photo is begun after so many milliseconds; every worker runs one at least. */
  readonly forMs: number;
  /** No more photos than this are begun. */
  readonly maxPhotos: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs the images round and round, as many at once as there are workers. A first photo on each worker isn't counted.
 * Errors: those about the service (`model-missing`, `model-altered`); a photo that fails is a sample of null.
 */
export async function runPhotos(
  pool: Pick<Pool, 'recognise'>,
  images: readonly Uint8Array[],
  { workers, forMs, maxPhotos, signal }: RunLimits,
): Promise<{ samples: Sample[]; wallMs: number }> {
  const samples: Sample[] = [];
  await Promise.all(Array.from({ length: workers }, (_, i) => timePhoto(pool, imageAt(images, i))));
  let begun = 0;
  const startedAt = performance.now();
  const isOver = (): boolean =>
    begun >= maxPhotos || performance.now() - startedAt >= forMs || signal?.aborted === true;
  const lane = async (): Promise<void> => {
    do {
      samples.push(await timePhoto(pool, imageAt(images, begun++)));
    } while (!isOver());
  };
  await Promise.all(Array.from({ length: Math.min(workers, maxPhotos) }, lane));
  return { samples, wallMs: performance.now() - startedAt };
}

function imageAt(images: readonly Uint8Array[], i: number): Uint8Array {
  const image = images[i % images.length];
  if (!image) throw new RangeError('Expected images; received none');
  // The pool moves bytes to its worker: each photo needs its own. A Buffer's slice() would share them.
  return new Uint8Array(image);
}

async function timePhoto(pool: Pick<Pool, 'recognise'>, bytes: Uint8Array): Promise<Sample> {
  const heard: { stages: StageTimes; startedAt: number } = { stages: {}, startedAt: performance.now() };
  try {
    await pool.recognise(bytes, {
      onStart: () => (heard.startedAt = performance.now()),
      onStages: (times) => (heard.stages = times),
    });
    return { totalMs: performance.now() - heard.startedAt, stages: heard.stages };
  } catch (thrown) {
    const error = toWhosecamError(thrown);
    if (isAboutService(error)) throw error;
    return null;
  }
}
