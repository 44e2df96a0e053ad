import sharp from 'sharp';
import { expect, it } from 'vitest';
import { measureQuality } from '../../src/recognise/quality.js';
import { readLogits } from '../../src/recognise/classify.js';

/** A chequered raster of 64 x 64 pixels, fields of 16 pixels. */
function chequered(dark: number, light: number): Uint8Array {
  return Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 64, Math.floor(i / 192)];
    return (Math.floor(x / 16) + Math.floor(y / 16)) % 2 === 0 ? dark : light;
  });
}

const raster = (data: Uint8Array) => ({ data, width: 64, height: 64 });

async function blurred(data: Uint8Array, sigma: number): Promise<Uint8Array> {
  const raw = { width: 64, height: 64, channels: 3 } as const;
  return new Uint8Array(await sharp(data, { raw }).blur(sigma).raw().toBuffer());
}

it('a blurred raster is less sharp, the more the blurrier', async () => {
  const sharpest = measureQuality(raster(chequered(50, 200))).sharpness;
  const soft = measureQuality(raster(await blurred(chequered(50, 200), 1))).sharpness;
  const softer = measureQuality(raster(await blurred(chequered(50, 200), 2))).sharpness;
  expect(soft).toBeLessThan(sharpest / 2);
  expect(softer).toBeLessThan(soft / 2);
});

it('less contrast or light does not make it less sharp', () => {
  const bright = measureQuality(raster(chequered(50, 200)));
  const dim = measureQuality(raster(chequered(20, 40)));
  expect(dim.sharpness / bright.sharpness).toBeCloseTo(1, 1);
  expect(bright.meanGrey).toBeCloseTo(125, 3);
  expect(dim.meanGrey).toBeCloseTo(30, 3);
});

it('a flat raster has no sharpness at all', () => {
  expect(measureQuality(raster(chequered(90, 90))).sharpness).toBe(0);
});

it("logits become the brand's probabilities given a camera, and that of no camera", () => {
  const { probabilities, notCamera } = readLogits([Math.log(4), Math.log(2), Math.log(2), Math.log(2)], 1);
  expect(notCamera).toBeCloseTo(0.2, 9);
  expect(probabilities.hikvision).toBeCloseTo(0.5, 9);
  expect(probabilities.dahua).toBeCloseTo(0.25, 9);
  expect(probabilities.other).toBeCloseTo(0.25, 9);
});
