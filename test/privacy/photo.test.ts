/** What the other tests of this folder look for is really in the photo; and what a record tells of it. */
import { expect, it } from 'vitest';
import { decode } from '../../src/image/decode.js';
import { wideLimits } from '../support/pictures.js';
import { neverTold, places, secretPhoto, secrets, toldInRecords, tornPhoto } from '../support/secret-photo.js';

const photo = await secretPhoto();

it('the photo holds every text, and its torn head all but the last', () => {
  const inside = (bytes: Buffer): string[] => secrets.filter((text) => bytes.includes(text));
  expect(inside(photo)).toEqual(secrets);
  expect(inside(tornPhoto(photo))).toEqual(secrets.slice(0, -1));
});

it('its facts are those that a record has a place for', async () => {
  const { info } = await decode(photo, wideLimits);
  const { location, ...others } = info;
  expect(others).toEqual({
    ...{ width: 1000, height: 750, format: 'jpeg', takenAt: '1987-06-05T04:03:02', takenWith: 'OKAPI Phone 7' },
    ...{ altitudeM: 7713.7, direction: { degrees: 123.45, north: 'true' } },
  });
  expect(location?.lat).toBeCloseTo(51.432197, 6);
  expect(location?.lon).toBeCloseTo(-2.641331, 6);
  for (const [name, value] of Object.entries({ location, takenAt: info.takenAt, takenWith: info.takenWith }))
    expect(JSON.stringify(value), name).toMatch(toldInRecords);
  for (const value of Object.values({ ...location, altitude: info.altitudeM, degrees: info.direction?.degrees }))
    expect(String(value)).toMatch(places);
  expect(JSON.stringify(info)).not.toMatch(neverTold);
});
