/**
 * Greedy decoding of a text reader's output.
 * Graves et al. 2006, 'Connectionist temporal classification': the likeliest class of each step, repeats merged,
 * blanks dropped. Pure.
 */

/** What a line reads, and how sure the reader is. */
export interface Reading {
  readonly text: string;
  /** Mean probability of the characters, 0..1; 0 for an empty text. */
  readonly confidence: number;
  /** Probability of the least certain character, 0..1; 0 for an empty text. */
  readonly minimum: number;
}

/**
 * @param probabilities steps x classes, row by row; class 0 is the blank, class i is `alphabet[i - 1]`.
 * @param alphabet one UTF-16 unit a character.
 * @throws RangeError when the length isn't a whole number of steps.
 */
export function decodeCtc(probabilities: Float32Array, alphabet: string): Reading {
  const classes = alphabet.length + 1;
  const steps = probabilities.length / classes;
  if (!Number.isInteger(steps)) {
    throw new RangeError(`Expected whole steps of ${classes} classes, received ${probabilities.length} values`);
  }
  const kept: { character: string; probability: number }[] = [];
  let previous = 0;
  for (let step = 0; step < steps; step++) {
    const row = probabilities.subarray(step * classes, (step + 1) * classes);
    const best = indexOfMax(row);
    if (best !== 0 && best !== previous)
      kept.push({ character: alphabet.charAt(best - 1), probability: row[best] ?? 0 });
    previous = best;
  }
  if (kept.length === 0) return { text: '', confidence: 0, minimum: 0 };
  const values = kept.map((one) => one.probability);
  return {
    text: kept.map((one) => one.character).join(''),
    confidence: values.reduce((sum, value) => sum + value, 0) / values.length,
    minimum: Math.min(...values),
  };
}

function indexOfMax(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i;
  return best;
}
