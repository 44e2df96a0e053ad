import { expect, it } from 'vitest';
import { resample, type Kernel } from '../../src/image/crop.js';
import type { BoxPx } from '../../src/image/geometry.js';
import { apart, banded, blue, green, paint, pixel, rastersApart, red, type Rgb } from '../support/pictures.js';

const kernels: readonly Kernel[] = ['nearest', 'linear', 'cubic', 'lanczos3'];
const picture = banded(90, 30);
const grey: Rgb = [114, 114, 114];

/** Every pixel has its own colour: column in red, row in green. */
const addressed = paint(64, 48, (x, y) => [x, y, 7]);

it.each(kernels)('keeps every pixel of a region at its own size (%s)', async (kernel) => {
  const region = { x: 10, y: 20, width: 30, height: 12 };
  const got = await resample(addressed, region, { width: 30, height: 12 }, kernel);
  expect(
    rastersApart(
      got,
      paint(30, 12, (x, y) => [x + 10, y + 20, 7]),
    ),
  ).toBe(0);
});

it.each(kernels)('stretches a band without its neighbours (%s)', async (kernel) => {
  const middle = { x: 30, y: 0, width: 30, height: 30 };
  const got = await resample(picture, middle, { width: 64, height: 16 }, kernel);
  expect(
    rastersApart(
      got,
      paint(64, 16, () => green),
    ),
  ).toBe(0);
});

it('takes the region on whole pixels', async () => {
  const got = await resample(
    addressed,
    { x: 9.6, y: 19.6, width: 30.2, height: 12.3 },
    { width: 30, height: 12 },
    'linear',
  );
  expect(pixel(got, 0, 0)).toEqual([10, 20, 7]);
  expect(pixel(got, 29, 11)).toEqual([39, 31, 7]);
});

it('averages when it reduces: a fine chequer becomes grey, not black or white', async () => {
  const chequer = paint(128, 128, (x, y) => ((x + y) % 2 === 0 ? [0, 0, 0] : [255, 255, 255]));
  const got = await resample(chequer, { x: 0, y: 0, width: 128, height: 128 }, { width: 16, height: 16 }, 'linear');
  for (const at of [0, 5, 15]) expect(apart(pixel(got, at, at), [127, 127, 127])).toBeLessThanOrEqual(3);
});

const edges: { side: string; region: BoxPx; inner: [number, number]; outer: [number, number]; colour: Rgb }[] = [
  { side: 'left', region: { x: -30, y: 0, width: 60, height: 30 }, inner: [45, 20], outer: [15, 20], colour: red },
  { side: 'right', region: { x: 60, y: 0, width: 60, height: 30 }, inner: [15, 20], outer: [45, 20], colour: blue },
  { side: 'top', region: { x: 30, y: -30, width: 30, height: 60 }, inner: [15, 45], outer: [15, 15], colour: green },
  { side: 'bottom', region: { x: 30, y: 0, width: 30, height: 60 }, inner: [15, 15], outer: [15, 45], colour: green },
];

it.each(edges)('fills what lies past the $side with the pad value', async ({ region, inner, outer, colour }) => {
  const out = { width: region.width, height: region.height };
  const got = await resample(picture, region, out, 'linear', 114);
  expect(pixel(got, ...inner)).toEqual(colour);
  expect(pixel(got, ...outer)).toEqual(grey);
});

it('puts the edge of the picture where it belongs when it scales', async () => {
  // Half of the region lies left of the picture: half of the output is padding.
  const got = await resample(
    picture,
    { x: -30, y: 0, width: 60, height: 30 },
    { width: 20, height: 10 },
    'nearest',
    114,
  );
  expect(pixel(got, 9, 8)).toEqual(grey);
  expect(pixel(got, 10, 8)).toEqual(red);
});

it('is all padding for a region that misses the picture', async () => {
  const got = await resample(
    picture,
    { x: 500, y: 500, width: 10, height: 10 },
    { width: 4, height: 4 },
    'linear',
    114,
  );
  expect(
    rastersApart(
      got,
      paint(4, 4, () => grey),
    ),
  ).toBe(0);
});

it('makes one pixel of a region that has none', async () => {
  const got = await resample(
    addressed,
    { x: 5.2, y: 6.2, width: 0.1, height: 0.1 },
    { width: 2, height: 2 },
    'nearest',
  );
  expect(
    rastersApart(
      got,
      paint(2, 2, () => [5, 6, 7]),
    ),
  ).toBe(0);
});
