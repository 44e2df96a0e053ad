/**
 * A folder that photos arrive in. The file system is asked now and then; nothing has to tell of changes, so that network shares
 * are as good as a disk.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { WhosecamError } from '../errors.js';
import { systemName } from './file-name.js';
import { type Found, notOpened, walk } from './walk.js';

/** What a look into the folder showed. */
export interface Look {
  /** Photos that have been the same for the settle time, and weren't due before as they are now. In path order. */
  readonly due: readonly Found[];
  /** All photos that are there. */
  readonly files: readonly string[];
  /** Whether some of them aren't due only because they changed lately. */
  readonly isUnsettled: boolean;
  /** Why folders or files could not be looked into. */
  readonly problems: readonly WhosecamError[];
}

/** Tells which photos have arrived whole. */
export interface Arrivals {
  readonly look: () => Promise<Look>;
  /** Whether a photo is still as it was when it was due; if not, it's taken for new. */
  readonly isStill: (file: string) => boolean;
}

/** What is known of a file. */
interface Seen {
  readonly mark: string;
  /** When it was first seen so, milliseconds of the clock. */
  readonly since: number;
  readonly wasDue: boolean;
}

/** Looks at so many files take a few milliseconds; then others have their turn: a signal, say. */
const filesAtOnce = 200;

/**
 * Photos under `folder`, at any depth, as `walk` finds them, but for names that begin with `~` (of programs that are writing).
 * Settled is what has kept size and times for `settleMs` by the clock `now` (milliseconds, never goes back): the times of a
 * share are another machine's, and copying may set them to any.
 */
export function createArrivals(
  folder: string,
  { settleMs, now = () => performance.now() }: { readonly settleMs: number; readonly now?: () => number },
): Arrivals {
  let seen = new Map<string, Seen>();
  return {
    async look() {
      const next = new Map<string, Seen>();
      const [due, problems]: [Found[], WhosecamError[]] = [[], []];
      let isUnsettled = false;
      for (const [i, one] of (await walk([folder])).entries()) {
        if (i % filesAtOnce === 0) await setImmediate();
        const mark = one.problem ?? markOf(one.file);
        if (mark === undefined || path.basename(one.file).startsWith('~')) continue;
        if (typeof mark !== 'string') {
          problems.push(mark);
          continue;
        }
        const before = seen.get(one.file);
        const { since, wasDue } = before?.mark === mark ? before : { since: now(), wasDue: false };
        const isSettled = now() - since >= settleMs;
        if (isSettled && !wasDue) due.push(one);
        isUnsettled ||= !isSettled;
        next.set(one.file, { mark, since, wasDue: isSettled });
      }
      seen = next;
      return { due, files: [...next.keys()], isUnsettled, problems };
    },
    isStill(file) {
      const was = seen.get(file)?.mark;
      if (was !== undefined && was === markOf(file)) return true;
      seen.delete(file);
      return false;
    },
  };
}

/** While nothing arrives, looking takes 1/500 of a core, 0.2 %; but nobody waits longer than ten minutes for it. */
const [restsPerLook, longestRestMs] = [500, 600_000];

/** Milliseconds from a look that took `cpuMs` of CPU to the next one. */
export function restMsOf(look: {
  readonly everyMs: number;
  readonly settleMs: number;
  readonly isUnsettled: boolean;
  readonly cpuMs: number;
}): number {
  const restMs = Math.max(look.everyMs, Math.min(restsPerLook * look.cpuMs, longestRestMs));
  return look.isUnsettled ? Math.min(look.settleMs, restMs) : restMs;
}

/**
 * What changes when a file does: its size, the time of its content, and the time of any change to it, which nobody can set back.
 * Undefined for a file that is gone. Asked for without promises, which take five times the CPU.
 */
function markOf(file: string): string | WhosecamError | undefined {
  try {
    const facts = statSync(systemName(file), { throwIfNoEntry: false });
    return facts && `${facts.size} ${facts.mtimeMs} ${facts.ctimeMs}`;
  } catch (thrown) {
    return notOpened('file', thrown);
  }
}
