import { beforeAll, describe, expect, it } from 'vitest';
import { iou, type BoxNorm } from '../../src/image/geometry.js';
import type { Recognition } from '../../src/recognise/recognise.js';
import { codeOf } from '../support/errors.js';
import { openReleased } from '../support/fixtures.js';

let recognise: (path: string) => Promise<Recognition>;
beforeAll(async () => {
  recognise = await openReleased();
}, 60_000);

const at = (name: string): Promise<Recognition> => recognise(`difficulty/${name}`);
const toBox = ([x, y, width, height]: BoxNorm) => ({ x, y, width, height });

describe('the same picture, stored in another way, gets the same answer at the same place', () => {
  const ways = [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((tag) => `orientation-${tag}.jpg`),
    'display-p3.jpg',
    'progressive.jpg',
    'interlaced.png',
    'tiff.tif',
    'avif.avif',
    'Rathaus Süd 1.jpg',
    'grey.jpg',
    'grey-16-bit.png',
    'cmyk.jpg',
  ];
  it.each(ways)('%s', async (name) => {
    const [plain, other] = [await at('orientation-1.jpg'), await at(name)];
    expect(plain.verdict).toMatchObject({ kind: 'brand', brand: 'hikvision' });
    expect(other.verdict).toMatchObject({ kind: 'brand', brand: 'hikvision' });
    const [box, otherBox] = [plain.cameras[0]?.box, other.cameras[0]?.box];
    expect(box && otherBox && iou(toBox(box), toBox(otherBox))).toBeGreaterThan(0.8);
  });
});

describe('cut-outs on nothing are read too, and never claim a wrong brand', () => {
  it.each(['palette-alpha.png', 'alpha.webp', 'animated.webp'])('%s', async (name) => {
    expect([null, 'hikvision']).toContain((await at(name)).verdict.brand);
  });
});

describe('what is no picture, or none that is let in, is a coded failure', () => {
  it.each([
    ['empty.jpg', 'unreadable'],
    ['text.jpg', 'unsupported-format'],
    ['animated.gif', 'unsupported-format'],
    ['svg.svg', 'unsupported-format'],
    ['truncated.jpg', 'unreadable'],
    ['wide-header.png', 'too-many-pixels'],
    ['huge-png-bomb.png', 'too-many-pixels'],
  ])('%s: %s', async (name, code) => {
    expect(await codeOf(at(name))).toBe(code);
  });
});

it('one pixel is a picture without a camera', async () => {
  expect((await at('one-pixel.png')).verdict.kind).toBe('no-camera');
});

it('reads time and place', async () => {
  const { takenAt, location } = (await at('gps.jpg')).image;
  expect(takenAt).toBe('2026-11-02T10:14:09+00:00');
  expect(location?.lat).toBeCloseTo(51.501, 4);
  expect(location?.lon).toBeCloseTo(-0.142, 4);
});

it('finds two cameras where there are two', async () => {
  expect((await at('two-cameras.jpg')).cameras.length).toBeGreaterThanOrEqual(2);
});

it('gives the same answer twice', async () => {
  expect(await at('gps.jpg')).toEqual(await at('gps.jpg'));
});
