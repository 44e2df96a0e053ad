import { describe, expect, it } from 'vitest';
import { distanceM } from '../../src/survey/distance.js';
import { placeMinutes, placeRadiusM } from '../../src/survey/places.js';
import { groupSites, type Grouping, type ListedSite, slugOf } from '../../src/survey/sites.js';
import { failedRecordOf } from '../support/records.js';
import { hall, north, photoOf } from '../support/surveyed.js';

const listedOf = (name: string, changes: Partial<ListedSite> = {}): ListedSite => ({
  ...{ name, kind: null, council: null, constituency: null, location: null, radiusM: null },
  ...changes,
});
/** Photos by the site's id. */
const groupsOf = (records: Parameters<typeof groupSites>[0], grouping: Grouping) =>
  Object.fromEntries(groupSites(records, grouping).map(({ id, photos }) => [id, photos]));

describe('a distance', () => {
  it('is the arc of a sphere', () => {
    // A quarter of a great circle of 6371009 m radius, and a degree along the parallel of 60, which is half as long.
    expect(distanceM({ lat: 0, lon: 0 }, { lat: 90, lon: 0 })).toBeCloseTo(10_007_557.2, 0);
    expect(distanceM({ lat: 60, lon: 0 }, { lat: 60, lon: 1 })).toBeCloseTo(55_595.4, -1);
    expect(distanceM(hall, hall)).toBe(0);
    expect(distanceM({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(Math.PI * 6_371_009, 0);
  });
});

describe('a list of sites', () => {
  const near = listedOf('Town Hall', { location: hall, radiusM: 100 });

  it('has the photos within the radius, and not one just beyond', () => {
    const records = [99, -99, 101, -101].map((metres) => photoOf(`${metres}.jpg`, { location: north(metres) }));
    expect(groupsOf(records, { by: 'place', listed: [near] })).toEqual({ 'town-hall': [0, 1] });
  });

  it('gives a photo within two radii to the nearest site, whatever the order and the size', () => {
    const large = listedOf('Hospital', { location: north(150), radiusM: 5000 });
    const records = [74, 76, 99].map((metres) => photoOf(`${metres}.jpg`, { location: north(metres) }));
    const expected = { 'town-hall': [0], hospital: [1, 2] };
    expect(groupsOf(records, { by: 'place', listed: [near, large] })).toEqual(expected);
    expect(groupsOf(records, { by: 'place', listed: [large, near] })).toEqual(expected);
  });

  it('passes over a nearer site that does not reach so far', () => {
    const wide = listedOf('Hospital', { location: north(400), radiusM: 300 });
    const records = [photoOf('a.jpg', { location: north(150) })];
    expect(groupsOf(records, { by: 'place', listed: [near, wide] })).toEqual({ 'town-hall': [], hospital: [0] });
  });

  it('knows a photo without a position by its innermost folder of a site', () => {
    const listed = [near, listedOf('Sure Start')];
    const records = ['x/Town_Hall/a.jpg', 'town hall/SURE START/b.jpg', 'town hall/yard/c.jpg', 'd.jpg', 'sure/e.jpg'];
    expect(
      groupsOf(
        records.map((file) => photoOf(file)),
        { by: 'place', listed },
      ),
    ).toEqual({
      'town-hall': [0, 2],
      'sure-start': [1],
    });
  });

  it.each([
    { by: 'place' as const, expected: { 'town-hall': [0], 'sure-start': [] } },
    { by: 'folder' as const, expected: { 'town-hall': [], 'sure-start': [0] } },
  ])('asks the $by first where both say something', ({ by, expected }) => {
    const records = [photoOf('sure start/a.jpg', { location: hall })];
    expect(groupsOf(records, { by, listed: [near, listedOf('Sure Start')] })).toEqual(expected);
  });
});

describe('folders', () => {
  it('are named by their way from the folder that holds all', () => {
    const files = [
      '/home/ada/survey/Town Hall/a.jpg',
      '/home/ada/survey/Town Hall/yard/b.jpg',
      '/home/ada/survey/c.jpg',
    ];
    const sites = groupSites(
      files.map((file) => photoOf(file)),
      { by: 'folder' },
    );
    expect(sites.map(({ id, name, photos }) => [id, name, photos])).toEqual([
      ['town-hall', 'Town Hall', [0]],
      ['town-hall-yard', 'Town Hall/yard', [1]],
      ['survey', 'survey', [2]],
    ]);
  });

  it('of one name at different places stay apart, and so do their ids', () => {
    const files = ['survey/survey/a.jpg', 'survey/b.jpg', 'survey/Survey!/c.jpg'];
    expect(
      groupsOf(
        files.map((file) => photoOf(file)),
        { by: 'folder' },
      ),
    ).toEqual({
      survey: [0],
      'survey-2': [1],
      'survey-3': [2],
    });
  });

  it.each(['a.jpg', '/a.jpg'])('may be none: %s', (file) => {
    expect(groupSites([photoOf(file)], { by: 'folder' })).toMatchObject([{ name: 'all photos', photos: [0] }]);
  });

  it('have the middle of their photos, one stray aside, and hold failures, too', () => {
    const placed = [0, 10, 20, 90_000].map((metres) => photoOf(`x/${metres}.jpg`, { location: north(metres) }));
    const [site] = groupSites([...placed, failedRecordOf({ file: 'x/f.jpg' })], { by: 'folder' });
    expect(site).toMatchObject({ photos: [0, 1, 2, 3, 4], location: north(10) });
  });
});

describe('places', () => {
  it('reach as far as their radius from their first photo, and no further by way of others', () => {
    const metres = [0, placeRadiusM - 1, placeRadiusM + 1, 2 * placeRadiusM];
    const records = metres.map((far) => photoOf(`${far}.jpg`, { location: north(far) }));
    expect(groupsOf(records, { by: 'place' })).toEqual({ 'place-1': [0, 1], 'place-2': [2, 3] });
  });

  it('begin with the photo that was taken first', () => {
    const records = [
      photoOf('b.jpg', { location: north(200), takenAt: '2026-11-02T10:20:00' }),
      photoOf('a.jpg', { location: north(100), takenAt: '2026-11-02T10:10:00' }),
      photoOf('c.jpg', { location: north(0), takenAt: '2026-11-02T10:30:00' }),
    ];
    expect(groupsOf(records, { by: 'place' })).toEqual({ 'place-1': [0, 1, 2] });
  });

  it('take in a photo of the folder without a position that was taken soon enough before or after', () => {
    const at = (minutes: number, seconds = 0): string =>
      new Date(Date.UTC(2026, 10, 2, 10, minutes, seconds)).toISOString().slice(0, 19);
    const records = [
      photoOf('x/a.jpg', { location: hall, takenAt: at(0) }),
      photoOf('x/b.jpg', { takenAt: at(placeMinutes) }),
      photoOf('x/c.jpg', { takenAt: at(placeMinutes, 1) }),
      photoOf('y/d.jpg', { takenAt: at(1) }),
      photoOf('x/e.jpg'),
    ];
    expect(groupsOf(records, { by: 'place' })).toEqual({ 'place-1': [0, 1] });
  });

  it('go by the clock as written, whatever the zones', () => {
    const records = [
      photoOf('a.jpg', { location: hall, takenAt: '2026-11-02T10:00:00+00:00' }),
      photoOf('b.jpg', { takenAt: '2026-11-02T10:05:00' }),
    ];
    expect(groupsOf(records, { by: 'place' })).toEqual({ 'place-1': [0, 1] });
  });
});

it.each([
  ['Town Hall', 'town-hall'],
  ['  Café  No. 3! ', 'cafe-no-3'],
  ['---', ''],
  ['x'.repeat(70), 'x'.repeat(60)],
])('makes of the name %j the id %j', (name, id) => {
  expect(slugOf(name)).toBe(id);
});
