/**
 * Who came how often, by a clock that never goes back. The rate limit's own store goes by the time of day: set back by an hour, it
 * would keep a client out for an hour.
 */
import type { FastifyRateLimitStore } from '@fastify/rate-limit';

/** Clients that are counted at once; the one that came first is forgotten for one more. */
const mostClients = 5000;

/** Counts for `@fastify/rate-limit`, each for a window that begins with the client's first request. */
export class MinuteCounts implements FastifyRateLimitStore {
  readonly #windows = new Map<string, { current: number; readonly beganMs: number }>();

  /** Counts one more, and tells how many there are and for how many milliseconds they count. */
  incr(client: string, tell: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number): void {
    const nowMs = performance.now();
    const known = this.#windows.get(client);
    const isOver = !known || nowMs - known.beganMs >= windowMs;
    const one = isOver ? { current: 0, beganMs: nowMs } : known;
    one.current += 1;
    if (isOver) this.#begin(client, one);
    tell(null, { current: one.current, ttl: windowMs - (nowMs - one.beganMs) });
  }

  child(): MinuteCounts {
    return new MinuteCounts();
  }

  /** A map is in the order in which its keys came: the oldest window is first. */
  #begin(client: string, one: { current: number; readonly beganMs: number }): void {
    this.#windows.delete(client);
    this.#windows.set(client, one);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > mostClients && oldest !== undefined) this.#windows.delete(oldest);
  }
}
