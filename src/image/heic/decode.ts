/**
 * Decodes a HEIC on a thread of its own, one thread a picture: sharp's binaries have no HEVC. A thread can be ended in the
 * middle, and what libheif holds or leaks goes with it; starting one costs about 0.1 s beside 1 s of decoding 12 megapixels.
 */
import { Worker } from 'node:worker_threads';
import { WhosecamError } from '../../errors.js';
import type { HeicHeader } from './header.js';
import type { HeicFailure, HeicOutcome, HeicTask } from './task.js';

/** A decoded, upright picture: an uncompressed TIFF of 8-bit RGB with the file's colour profile. */
export type DecodedHeic = Extract<HeicOutcome, { kind: 'decoded' }>;

/** libheif with nothing to do takes 16 MiB; a tile's own needs come on top. */
const baseMemory = 64 * 2 ** 20;

/** Measured: 6 bytes for 8-bit grids as of iPhones, 8 for pictures in one piece; 10 bits need up to twice as much. */
const memoryPerPixel = 16;

/** The thread's JavaScript has next to nothing on its heap; pixels and libheif's memory are outside it. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

const versionTimeoutMs = 10_000;

const words: Readonly<Record<HeicFailure, string>> = {
  unreadable: 'Expected a complete HEIC; its data is cut off or broken',
  'unsupported-format': 'Expected a HEIC of HEVC pictures; received something else inside',
  'too-many-pixels': 'Expected a HEIC no larger than its header says; decoding it takes more memory than that',
};

/**
 * Decodes the primary picture. Masks and depth maps beside it are left aside.
 * @param timeoutMs Milliseconds after which the thread is ended.
 * @throws WhosecamError `unreadable`, `unsupported-format`, `too-many-pixels` when it needs more memory than its header
 *   allows, `timeout`.
 */
export async function decodeHeic(bytes: Uint8Array, header: HeicHeader, timeoutMs: number): Promise<DecodedHeic> {
  const { width, height } = header.largest;
  const maxMemory = baseMemory + bytes.length + width * height * memoryPerPixel;
  const outcome = await runThread({ kind: 'picture', bytes, maxMemory }, timeoutMs);
  if (outcome.kind === 'decoded') return outcome;
  if (outcome.kind === 'version') throw new WhosecamError('internal', 'Expected a picture; received a version');
  throw new WhosecamError(outcome.code, words[outcome.code], { cause: new Error(outcome.reason) });
}

/** Version of libheif, asked of a real thread; undefined where none comes up, and so no HEIC can be decoded. */
export async function heicVersion(): Promise<string | undefined> {
  const outcome = await runThread({ kind: 'version' }, versionTimeoutMs).catch(() => undefined);
  return outcome?.kind === 'version' ? outcome.version : undefined;
}

async function runThread(workerData: HeicTask, timeoutMs: number): Promise<HeicOutcome> {
  // Its output is kept from ours: records go to stdout.
  const options = { workerData, resourceLimits, stdout: true, stderr: true };
  const worker = new Worker(new URL('./worker.js', import.meta.url), options);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (cause) => {
        reject(new WhosecamError('internal', 'Expected the thread of a HEIC to run; it broke', { cause }));
      });
      worker.once('exit', () => reject(new WhosecamError('internal', 'Expected a HEIC; its thread ended early')));
      timer = setTimeout(() => {
        reject(new WhosecamError('timeout', `Expected a HEIC to be decoded within ${timeoutMs} ms; it took longer`));
      }, timeoutMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
