/** Places on the ground. */

/** Decimal degrees, WGS 84. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Mean radius of the earth (IUGG), metres. */
const earthRadiusM = 6_371_009;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres from one place to another along the ground: haversine on a sphere, wrong by 0.5 % at most. */
export function distanceM(a: Place, b: Place): number {
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon);
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * The nearest of `places` within its own reach (metres, rising cost: most are too far north or south to be looked at);
 * its index and distance. Of equals, the first.
 */
export function nearest(
  from: Place,
  places: readonly { readonly place: Place; readonly reachM: number }[],
): { readonly index: number; readonly metres: number } | null {
  let found: { index: number; metres: number } | null = null;
  for (const [index, { place, reachM }] of places.entries()) {
    // A difference in latitude alone can't be longer than the way.
    if (radians(Math.abs(place.lat - from.lat)) * earthRadiusM > reachM) continue;
    const metres = distanceM(from, place);
    if (metres <= reachM && (found === null || metres < found.metres)) found = { index, metres };
  }
  return found;
}

/** The middle of some places: the median of each coordinate, which one stray doesn't move far. Null for none. */
export function middleOf(places: readonly Place[]): Place | null {
  if (places.length === 0) return null;
  return { lat: median(places.map(({ lat }) => lat)), lon: median(places.map(({ lon }) => lon)) };
}

/** The lower one of two middle values, so that it's one that was measured. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
