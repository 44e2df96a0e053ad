/** How long the steps of a photo's way take: told to whoever listens, never a part of the answer. */

/** The steps, in the order of the way. `classify` and `read` run once for each candidate. */
export const stages = ['decode', 'detect', 'classify', 'read', 'decide'] as const;

/** A step of the way. */
export type Stage = (typeof stages)[number];

/** Milliseconds by step, all candidates of a photo together; a step that wasn't needed is absent. */
export type StageTimes = Readonly<Partial<Record<Stage, number>>>;

/** Told of every step that has ended. */
export type OnStage = (stage: Stage, ms: number) => void;

/** Runs a step and tells how long it took, whether it succeeded or failed. */
export async function timed<T>(stage: Stage, onStage: OnStage | undefined, step: () => T | Promise<T>): Promise<T> {
  const before = performance.now();
  try {
    return await step();
  } finally {
    onStage?.(stage, performance.now() - before);
  }
}

/** Adds up the times of one photo. */
export function createStageClock(): { readonly onStage: OnStage; readonly times: StageTimes } {
  const times: Partial<Record<Stage, number>> = {};
  const onStage: OnStage = (stage, ms) => (times[stage] = (times[stage] ?? 0) + ms);
  return { onStage, times };
}
