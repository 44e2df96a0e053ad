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
  const letters = [...word].map((letter) => 1 + symbols.indexOf(letter));
  const states = 2 * letters.length + 1;
  const classOf = (state: number): number => (state % 2 === 0 ? 0 : (letters[(state - 1) / 2] ?? 0));
  let best = Array.from({ length: states }, (_, state) => (state === 0 ? 0 : -Infinity));
  for (let step = 0; step < count; step++) {
    best = best.map((stay, state) => {
      const next = best[state - 1] ?? -Infinity;
      // The blank between two letters may be left out, unless they are the same letter.
      const mayJump = state % 2 === 1 && classOf(state) !== classOf(state - 2);
      const jump = mayJump ? (best[state - 2] ?? -Infinity) : -Infinity;
      // Before the first step only the two first states can be entered.
      const from = step === 0 ? (state < 2 ? 0 : -Infinity) : Math.max(stay, next, jump);
      return from + (logs[step * classes + classOf(state)] ?? -Infinity);
    });
  }
  return Math.max(best[states - 1] ?? -Infinity, best[states - 2] ?? -Infinity);
}

/**
 * Support of a word (A..Z, 0..9), 0..1: probability of its likeliest path over that of the likeliest path of all,
 * as a mean by letter. 1 when the reader spells just this word; 0 when there are fewer steps than letters.
 */
export function supportOf(steps: Steps, word: string): number {
  const apart = wordPath(steps, word) - bestPath(steps);
  return word.length === 0 ? 0 : Math.exp(apart / word.length);
}
