/** Real pools. The slow one's workers do as the bytes say (slow-worker.mjs). */
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { createPool, type Pool, type PoolOptions } from '../../src/inference/pool.js';
import { wideLimits } from './pictures.js';

const file = { path: 'x.onnx', sha256: '0'.repeat(64), bytes: 1 };

/** A pool of one worker with room for two photos to wait, unless told otherwise. */
export function slowPool(options: Partial<PoolOptions> = {}): Promise<Pool> {
  return createPool({
    folder: 'here',
    files: { detector: file, housing: file, textDetector: file, textReader: file },
    workers: 1,
    threads: 1,
    maxQueue: 2,
    timeoutMs: 5000,
    graceMs: 300,
    limits: { maxBytes: 1000, maxPixels: 1000 },
    worker: new URL('./slow-worker.mjs', import.meta.url),
    ...options,
  });
}

/** A pool of one built worker (npm test builds first) with the model of a folder, the released one unless told otherwise. */
export async function builtPool(
  options: Partial<Pick<PoolOptions, 'folder' | 'timeoutMs' | 'limits'>> = {},
): Promise<Pool> {
  const { bundle, folder } = await loadBundle(options.folder ?? defaultBundleFolder());
  const worker = new URL('../../dist/inference/worker.js', import.meta.url);
  const one = { workers: 1, threads: 1, maxQueue: 4, timeoutMs: 120_000, limits: wideLimits };
  return createPool({ ...one, files: bundle.files, worker, ...options, folder });
}

/** The bytes of an order to the worker, in a buffer of their own. */
export const order = (words: string): Uint8Array => new TextEncoder().encode(words).slice();
