/**
 * How many requests may hold a photo at once. A body is read only for a request that has a place, so memory is bounded
 * by places * maxBytes, and a full house is said before a single byte is uploaded.
 */
import type { FastifyReply } from 'fastify';
import { WhosecamError } from '../errors.js';

/** A counter of places. */
export interface Admission {
  /** Takes a place until the reply is sent or its connection lost. Errors: `busy`. */
  admit(reply: FastifyReply): void;
  /** Requests that hold a place. */
  readonly inside: number;
}

/** `places`: photos that may run plus photos that may wait. */
export function createAdmission(places: number): Admission {
  let inside = 0;
  return {
    admit(reply) {
      if (inside >= places) {
        throw new WhosecamError('busy', `Expected at most ${places} requests at once; received one more`);
      }
      inside += 1;
      // 'close' comes once, after the end as after a loss.
      reply.raw.once('close', () => (inside -= 1));
    },
    get inside() {
      return inside;
    },
  };
}
