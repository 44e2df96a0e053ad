/** HEIC over HTTP, with the model that comes with the program. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { okRecordSchema, recordSchema } from '../../src/recognise/result.js';
import { readFixture, readTruth } from '../support/fixtures.js';
import { codedOf, gridHeic, heicOf, ispe, type Item } from '../support/heic.js';
import { releasedService, type Released } from '../support/released.js';

const [width, height] = [800, 600];
const { data, hvcC } = codedOf(await readFixture('difficulty/phone.heic'));
const tile: Item = { type: 'hvc1', data, properties: [hvcC, ispe(width, height)] };
const whole = heicOf([tile]);
/** The same photo twice, side by side: two cameras. */
const twice = gridHeic(tile, [1, 2], [2 * width, height]);
/** Its last bytes are missing. */
const torn = whole.subarray(0, Math.floor(whole.length / 2));

const truth = (await readTruth()).find(({ file }) => file === '001-hikvision-bullet-brick.jpg')?.cameras[0]?.box ?? [];

let released: Released;
beforeAll(async () => {
  released = await releasedService();
});
afterAll(() => released.close());

const blobOf = (bytes: Buffer): Blob => new Blob([Uint8Array.from(bytes)], { type: 'image/heic' });
const post = (body: FormData | Blob) => fetch(`${released.url}/v1/classify`, { method: 'POST', body });

describe('a HEIC', () => {
  it('as the body gets its record, with the box where the camera is', async () => {
    const answer = await post(blobOf(whole));
    expect(answer.status).toBe(200);
    const record = okRecordSchema.parse(await answer.json());
    expect(record.image).toEqual({ width, height, format: 'heic' });
    expect(record.verdict).toMatchObject({ kind: 'brand', brand: 'hikvision' });
    record.cameras[0]?.box.forEach((side, i) => expect(Math.abs(side - (truth[i] ?? NaN))).toBeLessThan(1 / 12));
  });

  it('in a form gets its record, whatever its name and type say, and a torn one fails alone', async () => {
    const form = new FormData();
    form.append('image', blobOf(twice), 'IMG_0001.HEIC');
    form.append('image', new Blob([Uint8Array.from(whole)], { type: 'image/jpeg' }), 'IMG_0002.jpg');
    form.append('image', blobOf(torn), 'IMG_0003.HEIC');
    const answer = await post(form);
    expect(answer.status).toBe(200);
    const { results } = z.strictObject({ results: z.array(recordSchema) }).parse(await answer.json());
    expect(results).toMatchObject([
      { file: 'IMG_0001.HEIC', status: 'ok', image: { width: 2 * width, height, format: 'heic' } },
      { file: 'IMG_0002.jpg', status: 'ok', image: { format: 'heic' } },
      { file: 'IMG_0003.HEIC', status: 'failed', error: { code: 'unreadable' } },
    ]);
    // A camera on each half.
    const halves = results[0]?.status === 'ok' ? results[0].cameras.map(({ box: [x, , w] }) => x + w / 2 < 0.5) : [];
    expect(halves.sort()).toEqual([false, true]);
  });

  it('that is torn, alone, is refused with 422', async () => {
    const answer = await post(blobOf(torn));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'unreadable' });
  });
});
