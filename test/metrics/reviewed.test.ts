import { expect, it } from 'vitest';
import { type Judged, type JudgedPhoto, reviewedFigures } from '../../src/metrics/reviewed.js';

const photo = (
  machine: Judged['machine'],
  person: Judged['person'],
  changes: Partial<JudgedPhoto> = {},
): JudgedPhoto => ({ machine, person, cameras: [], missed: 0, otherMakers: [], ...changes });
const times = (count: number, one: JudgedPhoto): JudgedPhoto[] => Array.from({ length: count }, () => one);
const camera = (machine: Judged['machine'], person: Judged['person']): Judged => ({ machine, person });

it('has the rates that the photos were made with', () => {
  const figures = reviewedFigures([
    ...times(8, photo('hikvision', 'hikvision', { cameras: [camera('hikvision', 'hikvision')] })),
    photo('hikvision', 'dahua', { cameras: [camera('hikvision', 'dahua')] }),
    photo('hikvision', 'unknown-brand', { cameras: [camera('hikvision', 'unknown-brand')] }),
    ...times(4, photo('dahua', 'dahua', { cameras: [camera('dahua', 'dahua')] })),
    photo('dahua', 'no-camera', { cameras: [camera('dahua', 'not-a-camera')] }),
    ...times(2, photo('unknown-brand', 'dahua', { cameras: [camera('unknown-brand', 'dahua')] })),
    ...times(5, photo('no-camera', 'no-camera')),
    photo('no-camera', 'other-brand', { missed: 2 }),
  ]);
  const { wrongClaims, untellableClaims, unclaimedBrands, overlooked, falseAlarms, falseCameras, missedCameras } =
    figures;
  const shares = {
    wrongClaims,
    untellableClaims,
    unclaimedBrands,
    overlooked,
    falseAlarms,
    falseCameras,
    missedCameras,
  };
  const counts = Object.fromEntries(Object.entries(shares).map(([name, { k, n }]) => [name, [k, n]]));
  expect(counts).toEqual({
    wrongClaims: [2, 15],
    untellableClaims: [1, 15],
    unclaimedBrands: [3, 15],
    overlooked: [1, 6],
    falseAlarms: [1, 17],
    falseCameras: [1, 17],
    missedCameras: [2, 18],
  });
  expect(figures.wrongByBrand).toMatchObject({ hikvision: { k: 1, n: 10 }, dahua: { k: 1, n: 5 } });
  expect(figures.confusion).toEqual({
    hikvision: { hikvision: 8 },
    dahua: { hikvision: 1, dahua: 4, 'unknown-brand': 2 },
    'unknown-brand': { hikvision: 1 },
    'no-camera': { dahua: 1, 'no-camera': 5 },
    'other-brand': { 'no-camera': 1 },
  });
  // Wilson, 2 of 15, by hand: (0.1333 + 0.1280 -+ 1.96 sqrt(0.1156 / 15 + 0.00427)) / 1.2561
  expect(figures.wrongClaims.low).toBeCloseTo(0.0374, 3);
  expect(figures.wrongClaims.high).toBeCloseTo(0.3788, 3);
});

it('measures nothing of nothing', () => {
  expect(reviewedFigures([])).toMatchObject({ photos: 0, wrongClaims: { share: null, low: 0, high: 1 } });
});

it('counts names of other makers, and those that the machine got wrong', () => {
  const named = (isNameRight: boolean) => ({ ...camera('other-brand', 'other-brand'), isNameRight });
  const { wrongNames, otherMakers } = reviewedFigures([
    photo('other-brand', 'other-brand', { cameras: [named(true), named(false)], otherMakers: ['Axis', 'Bosch'] }),
    photo('other-brand', 'other-brand', { cameras: [camera('other-brand', 'other-brand')], otherMakers: ['bosch'] }),
  ]);
  expect([wrongNames.k, wrongNames.n]).toEqual([1, 2]);
  expect(otherMakers).toEqual([
    { name: 'Bosch', cameras: 2 },
    { name: 'Axis', cameras: 1 },
  ]);
});
