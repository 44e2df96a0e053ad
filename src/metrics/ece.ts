/** Expected calibration error. */
import type { Answer } from './answers.js';

/** One bin of confidence: from `from` up to, not including, `to` (the last one includes 1). */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean confidence and share of right answers; null in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** Calibration of a set of answers; `ece` is null when there are none. */
export interface Calibration {
  readonly n: number;
  readonly ece: number | null;
  readonly bins: readonly ReliabilityBin[];
}

/** Expected calibration error over bins of equal width (Naeini et al. 2015, Guo et al. 2017). */
export function calibrationOf(answers: readonly Answer[], binCount = 10): Calibration {
  const bins = Array.from({ length: binCount }, (_, i) => {
    const inBin = answers.filter(({ confidence }) => Math.min(binCount - 1, Math.floor(confidence * binCount)) === i);
    return {
      from: i / binCount,
      to: (i + 1) / binCount,
      n: inBin.length,
      confidence: mean(inBin.map(({ confidence }) => confidence)),
      accuracy: mean(inBin.map(({ right }) => (right ? 1 : 0))),
    };
  });
  const gaps = bins.map((bin) => bin.n * Math.abs((bin.accuracy ?? 0) - (bin.confidence ?? 0)));
  const n = answers.length;
  return { n, ece: n === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / n, bins };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
