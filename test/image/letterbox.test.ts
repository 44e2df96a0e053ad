import fc from 'fast-check';
import { expect, it } from 'vitest';
import { letterbox } from '../../src/image/crop.js';
import { banded, blue, green, paint, pixel, red, white } from '../support/pictures.js';

const grey = [114, 114, 114];
const picture = banded(90, 30);
const whole = { x: 0, y: 0, width: 90, height: 30 };

it('puts a wide picture at the top and pads below', async () => {
  const { raster, scale, offsetX, offsetY } = await letterbox(picture, whole, 30, 114, 'nearest');
  expect([raster.width, raster.height, scale, offsetX, offsetY]).toEqual([30, 30, 30 / 90, 0, 0]);
  expect(pixel(raster, 4, 2)).toEqual(white);
  expect(pixel(raster, 4, 8)).toEqual(red);
  expect(pixel(raster, 15, 9)).toEqual(green);
  expect(pixel(raster, 29, 9)).toEqual(blue);
  expect(pixel(raster, 15, 10)).toEqual(grey);
  expect(pixel(raster, 29, 29)).toEqual(grey);
});

it('puts a high region at the left and pads to the right', async () => {
  const { raster, scale, offsetX, offsetY } = await letterbox(
    picture,
    { x: 70, y: 0, width: 15, height: 30 },
    60,
    114,
    'nearest',
  );
  expect([scale, offsetX, offsetY]).toEqual([2, 70, 0]);
  expect(pixel(raster, 29, 59)).toEqual(blue);
  expect(pixel(raster, 30, 0)).toEqual(grey);
});

it('pads what lies past the picture too', async () => {
  const { raster, offsetX } = await letterbox(picture, { x: -30, y: 0, width: 60, height: 30 }, 60, 114, 'nearest');
  expect(offsetX).toBe(-30);
  expect(pixel(raster, 29, 20)).toEqual(grey);
  expect(pixel(raster, 30, 20)).toEqual(red);
});

it('leads back: x / scale + offset is where a pixel came from', async () => {
  const marked = fc.record({ x: fc.integer({ min: 0, max: 79 }), y: fc.integer({ min: 0, max: 79 }) });
  await fc.assert(
    fc.asyncProperty(marked, async (spot) => {
      // One white block of 20 pixels; its centre must be found again within one output pixel.
      const scene = paint(100, 100, (x, y) =>
        x >= spot.x && x < spot.x + 20 && y >= spot.y && y < spot.y + 20 ? white : [0, 0, 0],
      );
      const { raster, scale, offsetX, offsetY } = await letterbox(
        scene,
        { x: -7, y: 3, width: 120, height: 100 },
        60,
        0,
        'linear',
      );
      let mass = 0;
      let sumX = 0;
      let sumY = 0;
      for (let y = 0; y < 60; y += 1) {
        for (let x = 0; x < 60; x += 1) {
          const [value] = pixel(raster, x, y);
          mass += value;
          sumX += value * (x + 0.5);
          sumY += value * (y + 0.5);
        }
      }
      const visibleTop = Math.max(spot.y, 3);
      expect(Math.abs(sumX / mass / scale + offsetX - (spot.x + 10))).toBeLessThan(1 / scale);
      expect(Math.abs(sumY / mass / scale + offsetY - (visibleTop + spot.y + 20) / 2)).toBeLessThan(1 / scale);
    }),
    { numRuns: 25 },
  );
});
