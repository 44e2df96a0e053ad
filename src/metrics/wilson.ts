/** A share of n, with its 95 % interval. */
export interface Share {
  readonly k: number;
  readonly n: number;
  /** k / n; null when n is 0: nothing was measured. */
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** k of n with the Wilson score interval at 95 % (Wilson 1927; Brown, Cai and DasGupta 2001). 0..1 when n is 0. */
export function wilson(k: number, n: number): Share {
  if (n === 0) return { k, n, share: null, low: 0, high: 1 };
  const share = k / n;
  const middle = share + z ** 2 / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  const scale = 1 + z ** 2 / n;
  return { k, n, share, low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
}
