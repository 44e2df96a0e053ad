/** Measures a process with one worker from outside: its start, its memory, its rest. */
import { type ChildProcess, fork } from 'node:child_process';
import { type Alone, idleOf } from '../bench/figures.js';
import { type ErrorCode, WhosecamError } from '../errors.js';
import type { Order, Word } from './bench-child.js';

/** The same file from src/ and from dist/: only what's built can start workers. */
const child = new URL('../../dist/cli/bench-child.js', import.meta.url);

/** Starting and loading may take so long beside what was ordered; a Pi with a slow card needs some seconds. */
const startMs = 60_000;

/**
 * Errors: `model-missing`, `model-altered`; `timeout` when the process doesn't get done; `interrupted` when `signal` aborts.
 */
export async function measureAlone(order: Order, signal: AbortSignal): Promise<Alone> {
  const startedAt = performance.now();
  const started = fork(child, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const mostMs = startMs + order.forMs + 3 * order.config.timeoutMs + order.idleMs;
  const over = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  try {
    started.send(order);
    const { threads } = order.config;
    return { threads, ...(await listen(started, startedAt, over)) };
  } catch (thrown) {
    if (signal.aborted) throw new WhosecamError('interrupted', 'Expected to finish; the program is ending');
    throw thrown;
  } finally {
    started.kill();
  }
}

function listen(started: ChildProcess, startedAt: number, over: AbortSignal): Promise<Omit<Alone, 'threads'>> {
  return new Promise((resolve, reject) => {
    let coldStartMs = 0;
    started.on('message', (said) => {
      const word = said as Word;
      if (word.kind === 'first-answer') coldStartMs = Math.round(performance.now() - startedAt);
      if (word.kind === 'failed') reject(new WhosecamError(word.code as ErrorCode, word.message));
      if (word.kind !== 'measured') return;
      const { photos, peakRssMb, idleSeconds, idleCpuSeconds } = word;
      const idle = idleOf(idleSeconds, idleCpuSeconds);
      resolve({ coldStartMs, photos, peakRssMb: Math.round(peakRssMb * 10) / 10, idle });
    });
    started.once('error', reject);
    started.once('exit', (code) =>
      reject(new WhosecamError('internal', `Expected a process that is measured; it ended with ${code}`)),
    );
    over.addEventListener('abort', () =>
      reject(new WhosecamError('timeout', 'Expected a process to be measured in time; it took longer')),
    );
  });
}
