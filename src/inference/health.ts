/**
 * How the workers of a pool are, by their own words: which of them hold the model. A worker that ended is replaced by Piscina;
 * the new one is asked at once, so that what's wrong is known before a photo meets it.
 */
import type { Piscina } from 'piscina';
import { WhosecamError } from '../errors.js';
import type { Outcome } from './task.js';

type LoadBalancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>['loadBalancer']>;

/** What is known of the workers. */
export interface Health {
  /** Workers that hold the model. */
  readonly ready: number;
  /** Workers that ended before the pool was closed: each is replaced. */
  readonly ended: number;
  /** Why a worker can't load the model; undefined: none has said so. */
  readonly problem: WhosecamError | undefined;
  /** Learns from what a worker answered. */
  hear(outcome: Outcome): void;
  /** Has workers that end looked after, by `ask`, a question that any worker answers. */
  watch(piscina: Piscina, ask: () => Promise<Outcome>): void;
  /** No further question. */
  close(): void;
  /**
   * Who gets a task: one that's free. A question goes to a worker that isn't known first; a photo to a worker without a model
   * only when there's no other, so that somebody is told.
   */
  readonly choose: LoadBalancer;
}

/** `againMs`: how long after a worker ended, or couldn't load the model, it's asked again. */
export function createHealth(againMs: number): Health {
  const book = createBook();
  const state: { ended: number; closed: boolean; rounds: number; timer?: NodeJS.Timeout; piscina?: Piscina } = {
    ended: 0,
    closed: false,
    rounds: 0,
  };
  const living = (): number[] => state.piscina?.threads.map(({ threadId }) => threadId) ?? [];
  const countReady = (): number => living().filter((thread) => book.loaded.has(thread)).length;

  const check = async (piscina: Piscina, ask: () => Promise<Outcome>): Promise<void> => {
    // Who was asked before will answer; but for a worker that ended as it began there's none until somebody asks again.
    if (state.closed || (state.rounds > 0 && living().length === piscina.maxThreads)) return;
    book.forgetBut(living());
    state.rounds += 1;
    const questions = Math.max(1, living().length - countReady());
    const asked = await Promise.allSettled(Array.from({ length: questions }, ask));
    state.rounds -= 1;
    for (const one of asked) if (one.status === 'fulfilled') book.hear(one.value);
    if (countReady() < piscina.maxThreads) later(piscina, ask);
  };
  const later = (...given: Parameters<typeof check>): void => {
    clearTimeout(state.timer);
    if (!state.closed) state.timer = setTimeout(() => void check(...given), againMs).unref();
  };

  return {
    get ready() {
      return countReady();
    },
    get ended() {
      return state.ended;
    },
    get problem() {
      return living().flatMap((thread) => book.lost.get(thread) ?? [])[0];
    },
    hear: book.hear,
    choose: book.choose,
    watch(piscina, ask) {
      state.piscina = piscina;
      piscina.on('workerCreate', () => void check(piscina, ask));
      piscina.on('workerDestroy', () => {
        if (state.closed) return;
        state.ended += 1;
        later(piscina, ask);
      });
    },
    close() {
      state.closed = true;
      clearTimeout(state.timer);
    },
  };
}

/** What workers said of themselves, by their threads, and who gets a task for it. */
function createBook() {
  const loaded = new Set<number>();
  const lost = new Map<number, WhosecamError>();
  const hear: Health['hear'] = (outcome) => {
    if (outcome.kind === 'ready') {
      lost.delete(outcome.thread);
      loaded.add(outcome.thread);
    }
    if (outcome.kind === 'no-model') {
      lost.set(outcome.thread, new WhosecamError(outcome.code, outcome.message));
      loaded.delete(outcome.thread);
    }
  };
  const forgetBut = (living: readonly number[]): void => {
    for (const known of [loaded, lost])
      for (const thread of known.keys()) if (!living.includes(thread)) known.delete(thread);
  };
  const choose: LoadBalancer = ({ isAbortable: isPhoto }, workers) => {
    const free = workers.filter(({ currentUsage }) => currentUsage === 0);
    if (!isPhoto) return free.find(({ id }) => !loaded.has(id)) ?? free[0] ?? null;
    const able = free.find(({ id }) => !lost.has(id));
    return able ?? (workers.every(({ id }) => lost.has(id)) ? (free[0] ?? null) : null);
  };
  return { loaded, lost, hear, forgetBut, choose };
}
