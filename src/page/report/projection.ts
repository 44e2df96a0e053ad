/** A map of a town: places to metres, metres to pixels. Equirectangular with the middle's cosine: true to a thousandth over 100 km. */
import type { Place } from './facts.js';

/** Metres east and south of a middle; or pixels right and down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Metres of a degree of latitude: a sphere of 6371008.8 m (mean radius, WGS 84). */
const metresPerDegree = (Math.PI / 180) * 6_371_008.8;

/** Places in metres around their middle, y to the south. Longitudes are taken the short way round. */
export function project(places: readonly Place[]): Point[] {
  const [first] = places;
  if (!first) return [];
  const degrees = places.map(({ lat, lon }) => ({ lat, lon: ((((lon - first.lon + 180) % 360) + 360) % 360) - 180 }));
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  const [lat, lon] = [middle(degrees.map((one) => one.lat)), middle(degrees.map((one) => one.lon))];
  const cosine = Math.cos((lat * Math.PI) / 180);
  return degrees.map((one) => ({
    x: (one.lon - lon) * cosine * metresPerDegree,
    y: (lat - one.lat) * metresPerDegree,
  }));
}

/** What of the metres is seen: its middle, and how many metres a pixel is. */
export interface View {
  readonly middle: Point;
  readonly metresPerPx: number;
}

/** The least that a map shows across, metres: one site needs surroundings, too. */
const leastMetres = 200;

/** The view with all points in it, `marginPx` from the edge. */
export function fit(points: readonly Point[], width: number, height: number, marginPx: number): View {
  const reach = (values: readonly number[]): number => Math.max(leastMetres, Math.max(...values) - Math.min(...values));
  const across = Math.max(1, width - 2 * marginPx);
  const down = Math.max(1, height - 2 * marginPx);
  const metresPerPx = Math.max(reach(points.map(({ x }) => x)) / across, reach(points.map(({ y }) => y)) / down);
  return { middle: { x: 0, y: 0 }, metresPerPx };
}

/** Where a point of metres lies on the screen. */
export const toScreen = ({ x, y }: Point, { middle, metresPerPx }: View, width: number, height: number): Point => ({
  x: width / 2 + (x - middle.x) / metresPerPx,
  y: height / 2 + (y - middle.y) / metresPerPx,
});

/** A round length for a scale bar: 1, 2 or 5 times a power of ten, the longest of at most `maxPx` pixels. */
export function scaleBar(metresPerPx: number, maxPx: number): { readonly px: number; readonly words: string } {
  const most = metresPerPx * maxPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = power * ([5, 2, 1].find((times) => times * power <= most) ?? 1);
  const words = metres >= 1000 ? `${metres / 1000} km` : metres >= 1 ? `${metres} m` : `${metres * 100} cm`;
  return { px: metres / metresPerPx, words };
}

/** A name that may stand beside a marker, best first. */
export interface Label {
  /** Of its marker. */
  readonly at: Point;
  readonly widthPx: number;
}

/** A rectangle, pixels. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels from a marker's middle to its name, and half a name's height. */
export const [labelGapPx, labelHalfPx] = [12, 8];

/** For each label, whether it may stand: those that would cover a better one or leave the map don't. `left`: on the marker's other side. */
export function placeLabels(labels: readonly Label[], width: number): ('right' | 'left' | null)[] {
  const taken: Area[] = [];
  return labels.map(({ at, widthPx }) => {
    for (const side of ['right', 'left'] as const) {
      const left = side === 'right' ? at.x + labelGapPx : at.x - labelGapPx - widthPx;
      const area = { left, top: at.y - labelHalfPx, right: left + widthPx, bottom: at.y + labelHalfPx };
      const isFree = taken.every(
        (one) => one.right <= area.left || area.right <= one.left || one.bottom <= area.top || area.bottom <= one.top,
      );
      if (isFree && area.left >= 0 && area.right <= width) {
        taken.push(area);
        return side;
      }
    }
    return null;
  });
}
