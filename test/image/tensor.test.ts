import { expect, it } from 'vitest';
import { toTensor } from '../../src/image/tensor.js';

const raster = { data: Uint8Array.from([1, 2, 3, 10, 20, 30]), width: 2, height: 1 };
const kernel = 'linear' as const;

it('lays channels out one plane after the other', () => {
  const tensor = toTensor(raster, { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1], kernel });
  expect([...tensor]).toEqual([1, 10, 2, 20, 3, 30]);
});

it('turns the order of the channels for BGR', () => {
  const tensor = toTensor(raster, { channels: 'BGR', mean: [0, 0, 0], std: [1, 1, 1], kernel });
  expect([...tensor]).toEqual([3, 30, 2, 20, 1, 10]);
});

it('takes mean and std in the order of the channels, not of the pixels', () => {
  const tensor = toTensor(raster, { channels: 'BGR', mean: [3, 2, 1], std: [1, 2, 3], kernel });
  expect([...tensor]).toEqual([0, 27, 0, 9, 0, 3]);
});
