/** How good a crop is. Pure. */
import type { Raster } from '../image/raster.js';

/** Sharpness and light of a crop. */
export interface Quality {
  /** Variance of the grey values' Laplacian over the variance of the grey values: 0 is flat or blurred. */
  readonly sharpness: number;
  /** Mean grey, 0..255. */
  readonly meanGrey: number;
}

/** Grey values (Rec. 601 weights), 0..255. */
function greys({ data, width, height }: Raster): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [r, g, b] = [data[i * 3] ?? 0, data[i * 3 + 1] ?? 0, data[i * 3 + 2] ?? 0];
    return 0.299 * r + 0.587 * g + 0.114 * b;
  });
}

/**
 * Variance of the Laplacian (Pech-Pacheco et al. 2000, 'Diatom autofocusing in brightfield microscopy'), divided by the
 * variance of the grey values, so that contrast and exposure cancel out.
 */
export function measureQuality(crop: Raster): Quality {
  const grey = greys(crop);
  const { width, height } = crop;
  const at = (x: number, y: number): number => grey[y * width + x] ?? 0;
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const value = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  const meanGrey = grey.reduce((total, value) => total + value, 0) / Math.max(1, grey.length);
  const variance = grey.reduce((total, value) => total + (value - meanGrey) ** 2, 0) / Math.max(1, grey.length);
  const laplacian = count > 0 ? squares / count - (sum / count) ** 2 : 0;
  return { sharpness: laplacian / Math.max(variance, 1), meanGrey };
}
