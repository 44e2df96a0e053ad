/** The built worker with the model that comes with the program (npm test builds first). */
import { expect, it } from 'vitest';
import { closedAfterEach } from '../support/closed.js';
import { encode, paint } from '../support/pictures.js';
import { builtPool } from '../support/pool.js';

const open = closedAfterEach((timeoutMs: number) => builtPool({ timeoutMs }));

const jpeg = await encode(paint(1200, 900, (x, y) => [(x * 7) % 256, (y * 5) % 256, (x * y) % 256]))
  .jpeg()
  .toBuffer();
const photo = (): Uint8Array => Uint8Array.from(jpeg);

it('answers a photo', async () => {
  const pool = await open(120_000);
  const { image } = await pool.recognise(photo());
  expect(image).toEqual({ width: 1200, height: 900, format: 'jpeg' });
});

it('leaves place, altitude and direction out when asked to', async () => {
  const placed = await encode(paint(64, 48, () => [9, 9, 9]))
    .withExif({
      IFD0: { Model: 'Phone 7' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 30/1 36/10',
        GPSLongitudeRef: 'W',
        GPSLongitude: '0/1 8/1 312/10',
        GPSAltitude: '354/10',
        GPSImgDirection: '270/1',
      },
    })
    .jpeg()
    .toBuffer();
  const pool = await open(120_000);
  const size = { width: 64, height: 48, format: 'jpeg', takenWith: 'Phone 7' };
  const { image } = await pool.recognise(Uint8Array.from(placed));
  expect(image).toMatchObject({ ...size, altitudeM: 35.4, direction: { degrees: 270, north: null } });
  expect((await pool.recognise(Uint8Array.from(placed), { location: false })).image).toEqual(size);
});

it('outlives photos whose time is over in the middle of an inference', async () => {
  const pool = await open(60);
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => pool.recognise(photo())));
  const codes = outcomes.map((one) =>
    one.status === 'rejected' ? (one.reason as { code?: string }).code : 'answered',
  );
  // A quick machine may answer in time: what counts is that this process is still there.
  for (const code of codes) expect(['timeout', 'answered']).toContain(code);
});

it('lets a photo that runs finish when it is closed', async () => {
  const pool = await open(120_000);
  let closed: Promise<void> | undefined;
  const onStart = () => {
    closed = pool.close();
  };
  expect((await pool.recognise(photo(), { onStart })).image.width).toBe(1200);
  await closed;
});
