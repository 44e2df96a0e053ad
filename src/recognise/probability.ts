/** Logits and probabilities. Pure. */

/** Softmax of logits divided by a temperature (Guo et al. 2017, 'On calibration of modern neural networks'). */
export function softmax(logits: readonly number[], temperature = 1): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Probability of a logit. */
export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Logit of a probability, which is kept a millionth away from 0 and 1. */
export function logit(probability: number): number {
  const p = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.log(p / (1 - p));
}

/** Rounded to four places: enough for a reader, and the same on every machine. */
export const round4 = (value: number): number => Math.round(value * 1e4) / 1e4;
