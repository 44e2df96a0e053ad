/** A few jobs at a time, in order; where the other side is full, all wait. */

/** How a job went: over; not now (again after so many seconds); or not before `resume` is called. */
export type JobOutcome = 'over' | 'locked' | { readonly retryAfterS: number };

/** Jobs that wait and run. */
export interface Queue<Job> {
  add(jobs: readonly Job[]): void;
  /** Goes on after `locked`. */
  resume(): void;
}

/** `run` must not throw. `sleep` waits for seconds; a test's needn't. */
export function createQueue<Job>(
  atOnce: number,
  run: (job: Job) => Promise<JobOutcome>,
  sleep: (seconds: number) => Promise<void>,
): Queue<Job> {
  const waiting: Job[] = [];
  let running = 0;
  let pauses = 0;
  let isLocked = false;

  const settle = (job: Job, outcome: JobOutcome): void => {
    running -= 1;
    if (outcome !== 'over') waiting.unshift(job);
    if (outcome === 'locked') isLocked = true;
    else if (outcome !== 'over') {
      pauses += 1;
      void sleep(outcome.retryAfterS).then(() => {
        pauses -= 1;
        next();
      });
    }
    next();
  };
  const next = (): void => {
    while (pauses === 0 && !isLocked && running < atOnce) {
      const job = waiting.shift();
      if (job === undefined) return;
      running += 1;
      void run(job).then((outcome) => settle(job, outcome));
    }
  };
  return {
    add(jobs) {
      waiting.push(...jobs);
      next();
    },
    resume() {
      isLocked = false;
      next();
    },
  };
}

/** Seconds of a Retry-After header, 1 to 60; 2 where it says none (a date, or nothing). */
export function retryAfterOf(header: string | null): number {
  return header !== null && /^\d+$/.test(header) ? Math.min(60, Math.max(1, Number(header))) : 2;
}
