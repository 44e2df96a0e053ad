/**
 * How well a word explains a text reader's output, even where the likeliest letters spell something else. Pure.
 * Greedy decoding keeps one letter a step and forgets that the right one came close; this asks for the word itself.
 */

/** Natural logarithms of the probabilities by step: the blank, then A..Z, 0..9. */
export interface Steps {
  readonly count: number;
  readonly logs: Float64Array;
}

const symbols = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const classes = symbols.length + 1;

/** Keeps a step with a certain wrong letter from ruling out every word for good. */
const floor = 1e-6;

/**
 * The reader's output with capital and small letters as one, and marks (a hyphen, a space) as blanks.
 * @param probabilities steps x (blank + alphabet), row by row.
 */
export function foldSteps(probabilities: Float32Array, alphabet: string): Steps {
  const width = alphabet.length + 1;
  const count = Math.floor(probabilities.length / width);
  const target = Array.from({ length: width }, (_, i) => 1 + symbols.indexOf(alphabet.charAt(i - 1).toUpperCase()));
  target[0] = 0;
  const logs = new Float64Array(count * classes);
  for (let i = 0; i < count * width; i++) {
    const at = Math.floor(i / width) * classes + (target[i % width] ?? 0);
    logs[at] = (logs[at] ?? 0) + (probabilities[i] ?? 0);
  }
  for (let i = 0; i < logs.length; i++) logs[i] = Math.log(Math.max(logs[i] ?? 0, floor));
  return { count, logs };
}

/** Log probability of the likeliest path, whatever it spells. */
function bestPath({ count, logs }: Steps): number {
  let sum = 0;
  for (let step = 0; step < count; step++) sum += Math.max(...logs.subarray(step * classes, (step + 1) * classes));
  return sum;
}

/** Log probability of the likeliest path that spells the word (Graves et al. 2006, with maximum for sum). */
function wordPath({ count, logs }: Steps, word: string): number {
  // States: blank, letter 1, blank, letter 2 ... letter n, blank.
  const states = 2 * word.length + 1;
  const symbolOf = Int32Array.from({ length: states }, (_, state) =>
    state % 2 === 0 ? 0 : 1 + symbols.indexOf(word.charAt((state - 1) / 2)),
  );
  const best = new Float64Array(states).fill(-Infinity);
  for (let step = 0; step < count; step++) {
    // From the last state down, so that the states before still hold the step before.
    for (let state = states - 1; state >= 0; state--) {
      const symbol = symbolOf[state] ?? 0;
      // The blank between two letters may be left out, unless they are the same letter.
      const mayJump = symbol !== 0 && symbol !== symbolOf[state - 2];
      const jump = mayJump ? (best[state - 2] ?? -Infinity) : -Infinity;
      const before = Math.max(best[state] ?? -Infinity, best[state - 1] ?? -Infinity, jump);
      // A path begins with the first blank or the first letter.
      const from = step === 0 && state < 2 ? 0 : before;
      best[state] = from + (logs[step * classes + symbol] ?? -Infinity);
    }
  }
  return Math.max(best[states - 1] ?? -Infinity, best[states - 2] ?? -Infinity);
}

/** How well a word explains the steps. */
export interface Support {
  /** Log probability of the word's likeliest path; -Infinity when there are fewer steps than letters. */
  readonly log: number;
  /**
   * 0..1: probability of that path over that of the likeliest path of all, as a mean by letter.
   * 1 when the reader spells just this word.
   */
  readonly support: number;
}

/** Support of each of the words (A..Z, 0..9), in their order. */
export function supportOf(steps: Steps, words: readonly string[]): Support[] {
  const best = bestPath(steps);
  return words.map((word) => {
    const log = word.length === 0 ? -Infinity : wordPath(steps, word);
    return { log, support: Math.exp((log - best) / Math.max(word.length, 1)) };
  });
}
