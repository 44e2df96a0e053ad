import type { PixelsSpec } from '../bundle/schema.js';
import type { Raster } from './raster.js';

/**
 * Pixels to a tensor: float32, channel planes one after the other (NCHW with N = 1),
 * value = (byte - mean) / std, channels in the order that the bundle names.
 */
export function toTensor(raster: Raster, pixels: PixelsSpec): Float32Array {
  const plane = raster.width * raster.height;
  const tensor = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel += 1) {
    const source = pixels.channels === 'RGB' ? channel : 2 - channel;
    const mean = pixels.mean[channel] as number;
    const std = pixels.std[channel] as number;
    // A byte has 256 values: looking them up saves half a million divisions a tensor.
    const valueOf = new Float32Array(256);
    for (let byte = 0; byte < 256; byte += 1) valueOf[byte] = (byte - mean) / std;
    for (let i = 0; i < plane; i += 1) {
      tensor[channel * plane + i] = valueOf[raster.data[i * 3 + source] as number] as number;
    }
  }
  return tensor;
}
