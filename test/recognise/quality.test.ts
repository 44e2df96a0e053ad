import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/image/raster.js';
import { readLogits } from '../../src/recognise/classify.js';
import { measureQuality } from '../../src/recognise/quality.js';
import { paint } from '../support/pictures.js';

/** A chequered raster of 128 x 128 pixels, fields of 32 pixels. */
const chequered = (dark: number, light: number): Raster =>
  paint(128, 128, (x, y) => {
    const grey = (Math.floor(x / 32) + Math.floor(y / 32)) % 2 === 0 ? dark : light;
    return [grey, grey, grey];
  });

const toSharp = ({ data, width, height }: Raster) => sharp(data, { raw: { width, height, channels: 3 } });

/** Through sharp and back: blurred, as a JPEG file, or both. */
async function through(raster: Raster, sigma: number, asJpeg = false): Promise<Raster> {
  const soft = sigma > 0 ? toSharp(raster).blur({ sigma }) : toSharp(raster);
  const file = asJpeg ? await soft.jpeg({ quality: 75 }).toBuffer() : await soft.png().toBuffer();
  return { ...raster, data: new Uint8Array(await sharp(file).removeAlpha().raw().toBuffer()) };
}

/** With a sensor's noise of this standard deviation; the same on every run. */
function noisy(raster: Raster, deviation: number): Raster {
  let state = 1;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  // The sum of twelve uniform variables has a variance of 1.
  const normal = (): number => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6);
  return { ...raster, data: raster.data.map((value) => Math.min(255, Math.max(0, value + deviation * normal()))) };
}

/** A grey raster from a rule for its pixels, rounded to whole greys. */
const greys = (width: number, height: number, greyAt: (x: number, y: number) => number): Raster =>
  paint(width, height, (x, y) => {
    const grey = Math.round(greyAt(x, y));
    return [grey, grey, grey];
  });

/** A step from 0 to 1 at 0 under a Gaussian of sigma: the normal distribution by the trapezoidal rule. */
function softStep(distance: number, sigma: number): number {
  const [from, steps] = [-6, 60];
  const width = (Math.min(6, Math.max(from, distance / sigma)) - from) / steps;
  const density = (i: number): number => Math.exp(-((from + i * width) ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return Array.from({ length: steps }, (_, i) => ((density(i) + density(i + 1)) / 2) * width).reduce((a, b) => a + b);
}

const blurOf = (raster: Raster): number => measureQuality(raster).blurPx ?? Number.NaN;

describe('blur', () => {
  it.each([1, 1.5, 2, 3])('of sigma %d is measured within a fifth', async (sigma) => {
    const measured = blurOf(await through(chequered(50, 200), sigma));
    expect(Math.abs(measured / sigma - 1)).toBeLessThan(0.2);
  });

  it('of sharp edges is less than a pixel: the grid and the difference of neighbours blur by as much', () => {
    expect(blurOf(chequered(50, 200))).toBeLessThan(0.8);
  });

  it.each([1, 1.5, 2, 3])('of sigma %d is measured within a third under noise and in a JPEG file', async (sigma) => {
    const measured = blurOf(await through(noisy(await through(chequered(50, 200), sigma), 5), 0, true));
    expect(Math.abs(measured / sigma - 1)).toBeLessThan(1 / 3);
  });

  it('is the same in little light', async () => {
    const [bright, dim] = [chequered(50, 200), chequered(10, 40)];
    const [one, other] = [blurOf(await through(bright, 2)), blurOf(await through(dim, 2))];
    expect(Math.abs(other / one - 1)).toBeLessThan(0.1);
  });

  it('counts along the blurrier direction: a hand shakes one way', () => {
    // Moved sideways by 5 pixels while the shutter was open: a standard deviation of 5 / sqrt(12). Straight ramps look
    // even blurrier to a method that expects Gaussians, so there is no upper bound.
    const still = chequered(50, 200);
    const greyAt = (x: number, y: number): number => still.data[(y * 128 + Math.min(127, Math.max(0, x))) * 3] ?? 0;
    const shaken = paint(128, 128, (x, y) => {
      const grey = Array.from({ length: 5 }, (_, i) => greyAt(x + i - 2, y)).reduce((sum, one) => sum + one, 0) / 5;
      return [grey, grey, grey];
    });
    expect(blurOf(shaken)).toBeGreaterThan((0.8 * 5) / Math.sqrt(12));
  });

  it.each([2, 3, 4])('of sigma %d is measured within a twentieth on a bare edge, upright or flat', (sigma) => {
    // The difference of the pixels on either side blurs by a variance of 2 ^ 2 / 12.
    const expected = Math.sqrt(sigma ** 2 + 1 / 3);
    const upright = greys(96, 64, (x) => 20 + 200 * softStep(x - 48, sigma));
    const flat = greys(64, 96, (_, y) => 20 + 200 * softStep(y - 48, sigma));
    for (const raster of [upright, flat]) expect(Math.abs(blurOf(raster) / expected - 1)).toBeLessThan(0.05);
  });

  it('is told by strong edges: faint ones, however sharp, are of the background', () => {
    const sigma = 3;
    const mixed = greys(128, 128, (x, y) =>
      y < 64 ? 20 + 200 * softStep(x - 63.5, sigma) : Math.floor(x / 16) % 2 === 0 ? 110 : 130,
    );
    expect(blurOf(mixed)).toBeGreaterThan(0.9 * sigma);
  });

  it('is unknown where there is no edge', () => {
    expect(measureQuality(chequered(90, 90)).blurPx).toBeNull();
  });

  it('is unknown where light falls off slowly over the whole range: a grey a pixel', () => {
    expect(measureQuality(greys(256, 64, (x) => x)).blurPx).toBeNull();
    expect(measureQuality(greys(64, 256, (_, y) => y)).blurPx).toBeNull();
  });

  it('is measured on a faint edge where all is light', () => {
    expect(blurOf(chequered(200, 206))).toBeLessThan(0.8);
  });

  it('is unknown of noise alone, and measured of an edge of eight times its deviation', () => {
    const [deviation, edge] = [5, 40];
    expect(
      measureQuality(
        noisy(
          greys(128, 96, () => 128),
          deviation,
        ),
      ).blurPx,
    ).toBeNull();
    const stepped = greys(128, 96, (x) => (x < 64 ? 100 : 100 + edge));
    expect(blurOf(noisy(stepped, deviation))).toBeLessThan(0.8);
  });

  it('is measured on stripes of two pixels: they are no noise, which goes both ways', () => {
    const stripe = (at: number): number => (at % 4 < 2 ? 20 : 220);
    expect(blurOf(greys(64, 40, stripe))).toBe(0);
    expect(blurOf(greys(40, 64, (_, y) => stripe(y)))).toBe(0);
  });

  it.each([
    [14, expect.any(Number)],
    [13, null],
  ])('needs twelve edges, and the border has none: %i rows', (height, blurPx) => {
    // On the pixel of the middle grey the gradient is steepest: one edge a row.
    const edge = greys(64, height, (x) => (x < 32 ? 50 : x === 32 ? 125 : 200));
    expect(measureQuality(edge).blurPx).toEqual(blurPx);
  });
});

describe('light', () => {
  it('is what the light parts of the middle reach, not the mean', () => {
    expect(measureQuality(chequered(50, 200)).light).toBe(200);
    expect(measureQuality(chequered(20, 40)).light).toBe(40);
  });

  it('is what a tenth of the middle is brighter than', () => {
    // The middle 20 of 40 lines are 10 to 29: 18 of them are under 28.
    expect(measureQuality(greys(40, 24, (x) => x)).light).toBe(28);
    expect(measureQuality(greys(24, 40, (_, y) => y)).light).toBe(28);
    expect(measureQuality(greys(1, 1, () => 77)).light).toBe(77);
  });

  it('weighs the colours as the eye does', () => {
    const light = (red: number, green: number, blue: number): number =>
      measureQuality(paint(8, 8, () => [red, green, blue])).light;
    expect(light(100, 0, 0)).toBeCloseTo(29.9, 4);
    expect(light(0, 100, 0)).toBeCloseTo(58.7, 4);
    expect(light(0, 0, 100)).toBeCloseTo(11.4, 4);
  });

  it("doesn't come from what stands round a camera", () => {
    // A bright sky round a dark housing that fills the middle.
    const backlit = paint(128, 128, (x, y) =>
      x >= 28 && x < 100 && y >= 28 && y < 100 ? [20, 20, 20] : [250, 250, 250],
    );
    expect(measureQuality(backlit).light).toBe(20);
  });
});

it("logits become the brand's probabilities given a camera, whatever that of no camera is", () => {
  const probabilities = readLogits([Math.log(4), Math.log(2), Math.log(2), Math.log(20)], 1);
  expect(probabilities.hikvision).toBeCloseTo(0.5, 9);
  expect(probabilities.dahua).toBeCloseTo(0.25, 9);
  expect(probabilities.other).toBeCloseTo(0.25, 9);
});
