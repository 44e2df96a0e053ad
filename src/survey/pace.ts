/** How fast a run goes on, and how long it will take. */

/** Counts photos as they are done. */
export interface Pace {
  readonly add: () => void;
  readonly done: number;
  /** Photos a second lately; undefined until that can be told. */
  readonly perSecond: () => number | undefined;
  /** Seconds until all are done, if it goes on like lately; undefined until that can be told. */
  readonly secondsLeft: () => number | undefined;
}

/** What counts as lately: long enough for a few slow photos, short enough to forget those that were known already. */
const latelyMs = 30_000;

/** `now`: milliseconds of a clock that never goes back. */
export function createPace(total: number, now: () => number): Pace {
  // At most one a second, the oldest first.
  const marks = [{ at: now(), done: 0 }];
  let done = 0;
  const perSecond = (): number | undefined => {
    const [oldest] = marks;
    const ms = oldest ? now() - oldest.at : 0;
    return oldest && ms >= 1000 && done > oldest.done ? (done - oldest.done) / (ms / 1000) : undefined;
  };
  return {
    add() {
      done += 1;
      const at = now();
      if (at - (marks.at(-1)?.at ?? 0) >= 1000) marks.push({ at, done });
      // One that's older stays, so that slow photos have a pace, too.
      while (at - (marks[1]?.at ?? at) > latelyMs) marks.shift();
    },
    get done() {
      return done;
    },
    perSecond,
    secondsLeft() {
      const pace = perSecond();
      return pace === undefined ? undefined : (total - done) / pace;
    },
  };
}
