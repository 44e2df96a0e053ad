import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fit, placeLabels, project, scaleBar, toScreen } from '../../../src/page/report/projection.js';
import { distanceM } from '../../../src/survey/distance.js';

/** To 1e-7 of a degree, a centimetre: finer than any device writes, and far above what doubles of degrees can't tell apart. */
const degrees = (min: number, max: number) =>
  fc.integer({ min: min * 1e7, max: max * 1e7 }).map((units) => units / 1e7);
const town = fc.record({ lat: degrees(51, 51.3), lon: degrees(-0.3, 0.3) });

it('distances on the map of a town are those on the ground, to a hundredth', () => {
  fc.assert(
    fc.property(town, town, (a, b) => {
      const [p, q] = project([a, b]);
      if (!p || !q) throw new Error('Expected two points');
      expect(Math.abs(Math.hypot(p.x - q.x, p.y - q.y) - distanceM(a, b))).toBeLessThanOrEqual(distanceM(a, b) / 100);
    }),
  );
});

it('north is up, east is right, also across the date line', () => {
  const [south, north] = project([
    { lat: -17, lon: 179.9 },
    { lat: -16, lon: -179.9 },
  ]);
  expect(north?.y).toBeLessThan(south?.y ?? 0);
  expect((north?.x ?? 0) - (south?.x ?? 0)).toBeCloseTo(0.2 * 111_195 * Math.cos((16.5 * Math.PI) / 180), -2);
});

it.each([
  { name: 'one site', places: [{ lat: 51, lon: 0 }] },
  {
    name: 'two at the same place',
    places: [
      { lat: 51, lon: 0 },
      { lat: 51, lon: 0 },
    ],
  },
  {
    name: 'a country',
    places: [
      { lat: 50, lon: -5 },
      { lat: 58, lon: 1 },
      { lat: 52, lon: 0 },
    ],
  },
])('$name: all sites lie within the margins', ({ places }) => {
  const points = project(places);
  const view = fit(points, 800, 400, 48);
  for (const point of points) {
    const { x, y } = toScreen(point, view, 800, 400);
    expect(x).toBeGreaterThanOrEqual(48 - 1e-6);
    expect(x).toBeLessThanOrEqual(752 + 1e-6);
    expect(y).toBeGreaterThanOrEqual(48 - 1e-6);
    expect(y).toBeLessThanOrEqual(352 + 1e-6);
  }
});

it.each([
  [1, 120, '100 m', 100],
  [4.1, 120, '200 m', 200 / 4.1],
  [30, 120, '2 km', 2000 / 30],
  [0.001, 120, '10 cm', 100],
])('%f m a pixel: a bar of at most %f px is %s', (metresPerPx, maxPx, words, px) => {
  const bar = scaleBar(metresPerPx, maxPx);
  expect(bar.words).toBe(words);
  expect(bar.px).toBeCloseTo(px, 6);
});

it('names stand beside their marker, on the other side where there is no room, and never over one another', () => {
  const label = (x: number, y: number, widthPx = 80) => ({ at: { x, y }, widthPx });
  expect(placeLabels([label(100, 100), label(100, 130)], 300)).toEqual(['right', 'right']);
  expect(placeLabels([label(100, 100), label(105, 104)], 300)).toEqual(['right', 'left']);
  expect(placeLabels([label(100, 100), label(105, 104), label(110, 96)], 300)).toEqual(['right', 'left', null]);
  expect(placeLabels([label(280, 100)], 300)).toEqual(['left']);
  expect(placeLabels([label(40, 100, 290)], 300)).toEqual([null]);
});
