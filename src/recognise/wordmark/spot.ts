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
  for (let step = 0; step < count; step++) {
    for (let i = 0; i < width; i++) {
      const at = step * classes + (target[i] ?? 0);
      logs[at] = (logs[at] ?? 0) + (probabilities[step * width + i] ?? 0);
    }
  }
  for (let i = 0; i < logs.length; i++) logs[i] = Math.log(Math.max(logs[i] ?? 0, floor));
  return { count, logs };
}

/** Log probability of the likeliest path, whatever it spells. */
export function bestPath({ count, logs }: Steps): number {
  let sum = 0;
  for (let step = 0; step < count; step++) {
    let best = -Infinity;
    for (let at = step * classes; at < (step + 1) * classes; at++) best = Math.max(best, logs[at] ?? -Infinity);
    sum += best;
  }
  return sum;
}

/**
 * What each symbol costs a path at least: how far its logarithm stays below the step's likeliest, at the step where it
 * comes nearest.
 */
function leastCosts({ count, logs }: Steps): Float64Array {
  const costs = new Float64Array(classes).fill(Infinity);
  for (let step = 0; step < count; step++) {
    const row = logs.subarray(step * classes, (step + 1) * classes);
    const best = row.reduce((a, b) => Math.max(a, b), -Infinity);
    row.forEach((log, symbol) => (costs[symbol] = Math.min(costs[symbol] as number, best - log)));
  }
  return costs;
}

/** Log probability of the likeliest path that spells the word (Graves et al. 2006, with maximum for sum). */
function wordPath({ count, logs }: Steps, word: string): number {
  // State by state, each over all steps: a state follows itself, the one before it, or the one before that.
  const none = new Float64Array(count).fill(-Infinity);
  let [two, one, into] = [none, none, new Float64Array(count)];
  // States: blank, letter 1, blank, letter 2 ... letter n, blank.
  for (let state = 0; state <= 2 * word.length; state++) {
    const [letter, before] = [word.charAt((state - 1) / 2), word.charAt((state - 3) / 2)];
    const isBlank = state % 2 === 0;
    const symbol = isBlank ? 0 : 1 + symbols.indexOf(letter);
    // The blank between two letters may be left out, unless they are the same letter.
    const jump = isBlank || letter === before ? none : two;
    // A path begins with the first blank or the first letter.
    let best = state < 2 ? 0 : -Infinity;
    for (let step = 0; step < count; step++) {
      into[step] = best + (logs[step * classes + symbol] as number);
      best = Math.max(into[step] as number, one[step] as number, jump[step] as number);
    }
    [two, one, into] = [one, into, two === none ? new Float64Array(count) : two];
  }
  return Math.max(one[count - 1] ?? -Infinity, two[count - 1] ?? -Infinity);
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

/**
 * Support of each of the words (A..Z, 0..9), in their order. A word that is less likely than the likeliest path by more
 * than `reach` (a difference of logarithms) may be left aside, as one without a path: each of its letters takes a step.
 */
export function supportOf(steps: Steps, words: readonly string[], reach = Infinity): Support[] {
  const best = bestPath(steps);
  const costs = leastCosts(steps);
  const costOf = (word: string): number =>
    Array.from(word).reduce((sum, letter) => sum + (costs[1 + symbols.indexOf(letter)] as number), 0);
  return words.map((word) => {
    const log = word.length === 0 || costOf(word) > reach ? -Infinity : wordPath(steps, word);
    return { log, support: Math.exp((log - best) / Math.max(word.length, 1)) };
  });
}
