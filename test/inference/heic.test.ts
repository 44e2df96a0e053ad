/** HEIC photos through the built worker with the model that comes with the program. */
import { expect, it } from 'vitest';
import { closedAfterEach } from '../support/closed.js';
import { readFixture } from '../support/fixtures.js';
import { wideLimits } from '../support/pictures.js';
import { builtPool } from '../support/pool.js';

const open = closedAfterEach((decodeTimeoutMs: number) => builtPool({ limits: { ...wideLimits, decodeTimeoutMs } }));

const photo = async (name: string): Promise<Uint8Array> => Uint8Array.from(await readFixture(`difficulty/${name}`));

it('answers as it does to the same picture as a JPEG', async () => {
  const pool = await open(60_000);
  const heic = await pool.recognise(await photo('phone.heic'));
  const jpeg = await pool.recognise(await photo('gps.jpg'));
  expect(heic.image).toEqual({ ...jpeg.image, format: 'heic' });
  expect(heic.verdict).toMatchObject({ kind: 'brand', brand: 'hikvision' });
  expect(heic.verdict).toMatchObject({
    kind: jpeg.verdict.kind,
    brand: jpeg.verdict.brand,
    camera: jpeg.verdict.camera,
  });
  expect(heic.cameras).toHaveLength(jpeg.cameras.length);
  const apart = heic.cameras.flatMap(({ box }, index) =>
    box.map((value, side) => Math.abs(value - (jpeg.cameras[index]?.box[side] ?? Number.NaN))),
  );
  expect(Math.max(...apart)).toBeLessThan(0.01);
});

it('ends one that takes too long, and its worker answers the next photo', async () => {
  // A thread and libheif take longer to start.
  const pool = await open(5);
  // The decoder's own limit, not the pool's: that one would have ended the worker and its models.
  await expect(pool.recognise(await photo('phone.heic'))).rejects.toMatchObject({
    code: 'timeout',
    message: 'Expected a HEIC to be decoded within 5 ms; it took longer',
  });
  expect((await pool.recognise(await photo('gps.jpg'))).verdict.brand).toBe('hikvision');
});
