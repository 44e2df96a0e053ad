/** A waiting line with places: so many run at once, so many wait, the next one is sent away. */
import { WhosecamError } from '../errors.js';

/** Who holds a place gives it back by calling this; calling it again does nothing. */
export type Leave = () => void;

/** A bounded waiting line, first come, first served. */
export interface Line {
  /**
   * Resolves when a place is free.
   * Errors: `busy` when the line is full, `interrupted` when `signal` aborts while waiting.
   */
  enter(signal?: AbortSignal): Promise<Leave>;
  /** How many hold a place, how many wait. */
  readonly inside: number;
  readonly waiting: number;
  /** Sends away all who wait and all who come, with `interrupted`. */
  close(): void;
}

interface Waiter {
  readonly admit: () => void;
  readonly sendAway: () => void;
  readonly signal: AbortSignal | undefined;
}

/** A line with `places` places and room for `maxWaiting` who wait. */
export function createLine(places: number, maxWaiting: number): Line {
  const waiters: Waiter[] = [];
  let free = places;
  let open = true;

  const take = (): Leave => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += 1;
      const next = waiters.shift();
      if (!next) return;
      next.signal?.removeEventListener('abort', next.sendAway);
      free -= 1;
      next.admit();
    };
  };

  const enter = (signal?: AbortSignal): Promise<Leave> => {
    if (!open || signal?.aborted) return Promise.reject(gone());
    if (free > 0) {
      free -= 1;
      return Promise.resolve(take());
    }
    if (waiters.length >= maxWaiting) return Promise.reject(full(maxWaiting));
    return new Promise((resolve, reject) => {
      const sendAway = () => {
        waiters.splice(waiters.indexOf(waiter), 1);
        signal?.removeEventListener('abort', sendAway);
        reject(gone());
      };
      const waiter: Waiter = { admit: () => resolve(take()), sendAway, signal };
      waiters.push(waiter);
      signal?.addEventListener('abort', sendAway, { once: true });
    });
  };

  return {
    enter,
    get inside() {
      return places - free;
    },
    get waiting() {
      return waiters.length;
    },
    close() {
      open = false;
      for (const waiter of [...waiters]) waiter.sendAway();
    },
  };
}

const gone = (): WhosecamError =>
  new WhosecamError('interrupted', 'Expected to wait for the answer; it is no longer wanted');

const full = (maxWaiting: number): WhosecamError =>
  new WhosecamError('busy', `Expected at most ${maxWaiting} photos waiting; received one more`);
