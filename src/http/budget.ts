/** Memory that uploads may hold together: counted as their bytes come in, so a small photo takes little room. */
import { WhosecamError } from '../errors.js';

/** A count of bytes. */
export interface Budget {
  /** Counts bytes in. Errors: `busy` when they'd be too many. */
  take(bytes: number): void;
  /** Counts bytes out that were taken. */
  give(bytes: number): void;
  readonly held: number;
}

/** Room for `most` bytes. */
export function createBudget(most: number): Budget {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > most) {
        throw new WhosecamError('busy', `Expected at most ${most} bytes of uploads at once; received more`);
      }
      held += bytes;
    },
    give(bytes) {
      held -= bytes;
    },
    get held() {
      return held;
    },
  };
}
