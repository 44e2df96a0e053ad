/**
 * A process of its own with one worker, so that its start, its memory and its rest can be measured apart from whoever measures.
 * Started by its address, never imported: `alone` in bench-alone.ts talks to it.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { runPhotos } from '../bench/run.js';
import type { Config } from '../config.js';
import { toWhosecamError } from '../errors.js';
import { openEngine } from './engine.js';

/** What the child is told first. Plain data: it crosses processes. */
export interface Order {
  readonly config: Config;
  readonly images: readonly Uint8Array[];
  /** Photos are run for so many milliseconds, then it rests for so many. */
  readonly forMs: number;
  readonly idleMs: number;
}

/** What it tells: that the first photo is answered; then all that it measured, or why it couldn't. */
export type Word =
  | { readonly kind: 'first-answer' }
  | {
      readonly kind: 'measured';
      readonly photos: number;
      readonly peakRssMb: number;
      readonly idleSeconds: number;
      readonly idleCpuSeconds: number;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const say = (word: Word): void => void process.send?.(word);

async function measure({ config, images, forMs, idleMs }: Order): Promise<void> {
  const engine = await openEngine(config);
  try {
    const [first] = images;
    if (first) await engine.pool.recognise(new Uint8Array(first));
    say({ kind: 'first-answer' });
    const { samples } = await runPhotos(engine.pool, images, { workers: 1, forMs, maxPhotos: Infinity });
    const [cpuBefore, before] = [process.cpuUsage(), performance.now()];
    await setTimeout(idleMs);
    const { user, system } = process.cpuUsage(cpuBefore);
    const idleSeconds = (performance.now() - before) / 1000;
    const peakRssMb = await peakRss();
    say({ kind: 'measured', photos: samples.length, peakRssMb, idleSeconds, idleCpuSeconds: (user + system) / 1e6 });
  } finally {
    await engine.pool.close();
  }
}

/** MiB. Linux's `maxRSS` counts what the process was before it became this program, its VmHWM doesn't. */
async function peakRss(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (kib === undefined ? process.resourceUsage().maxRSS : Number(kib)) / 1024;
}

process.once('message', (order) => {
  measure(order as Order)
    .catch((thrown: unknown) => {
      const { code, message } = toWhosecamError(thrown);
      say({ kind: 'failed', code, message });
    })
    // With the channel closed nothing keeps the process.
    .finally(() => process.disconnect());
});
