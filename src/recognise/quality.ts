/** How well a crop lets something be read. Pure. */
import type { Raster } from '../image/raster.js';

/** Blur and light of a crop. */
export interface Quality {
  /** Standard deviation of the blur, pixels of the crop; null where there is no edge to measure it on. */
  readonly blurPx: number | null;
  /** Grey (0..255) that a tenth of the crop's middle is brighter than: what the light parts of a housing reach. */
  readonly light: number;
}

/** One channel, row by row. */
interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Gaussians that the crop is blurred with before its gradients are compared, pixels. */
const [fineSigma, coarseSigma] = [1, 2];

/** An edge counts when its gradient is at least this share of the steepest ones of its direction, ... */
const strongShare = 0.4;
/**
 * ... and the noise's standard deviation, a pixel: noise's own gradients, under a Gaussian of 1 px, have one of a fifth
 * of that (1 / sqrt(8 pi)) ...
 */
const noiseFactor = 1;
/** ... and this share of the crop's range of grey: wood, stucco and JPEG blocks have flatter ones. */
const minRangeShare = 0.02;

/** Of the edges of one direction the sharper ones tell the blur: a rounded housing has soft edges of its own. */
const sharpQuantile = 0.25;

/** So many edges of one direction are enough to speak for it. */
const minEdges = 12;

/** Grey values (Rec. 601 weights), 0..255. */
function greyOf({ data, width, height }: Raster): Plane {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i += 1) {
    grey[i] = 0.299 * (data[i * 3] ?? 0) + 0.587 * (data[i * 3 + 1] ?? 0) + 0.114 * (data[i * 3 + 2] ?? 0);
  }
  return { data: grey, width, height };
}

/** The value that a share `q` of the values lies under; 0 for none. Puts them in order. */
const quantile = (values: Float32Array, q: number): number => quantileOfSorted(values.sort(), q);

const quantileOfSorted = (sorted: Float32Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;

/** Blurred along one direction, the border repeated. */
function blurAlong({ data, width, height }: Plane, kernel: readonly number[], horizontal: boolean): Plane {
  const out = new Float32Array(data.length);
  const radius = (kernel.length - 1) / 2;
  const [lines, length] = horizontal ? [height, width] : [width, height];
  const [lineStep, step] = horizontal ? [width, 1] : [1, width];
  const line = new Float32Array(length + 2 * radius);
  for (let l = 0; l < lines; l += 1) {
    for (let i = 0; i < length; i += 1) line[i + radius] = data[l * lineStep + i * step] as number;
    line.fill(line[radius] as number, 0, radius).fill(line[length + radius - 1] as number, length + radius);
    for (let i = 0; i < length; i += 1) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k += 1) sum += (kernel[k] as number) * (line[i + k] as number);
      out[l * lineStep + i * step] = sum;
    }
  }
  return { data: out, width, height };
}

function gaussianBlur(plane: Plane, sigma: number): Plane {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const kernel = weights.map((weight) => weight / sum);
  return blurAlong(blurAlong(plane, kernel, true), kernel, false);
}

/** Gradients of a plane: across, down, and their length. */
function gradientsOf({ data, width, height }: Plane): { dx: Float32Array; dy: Float32Array; length: Float32Array } {
  const [dx, dy, length] = [0, 1, 2].map(() => new Float32Array(width * height)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      dx[at] = ((data[at + 1] ?? 0) - (data[at - 1] ?? 0)) / 2;
      dy[at] = ((data[at + width] ?? 0) - (data[at - width] ?? 0)) / 2;
      length[at] = Math.hypot(dx[at] ?? 0, dy[at] ?? 0);
    }
  }
  return { dx, dy, length };
}

/** Blur of a step edge from how much its gradient falls under the coarser Gaussian. */
function sigmaOf(fine: number, coarse: number): number {
  // A step blurred by sigma has its steepest gradient at contrast / sqrt(2 pi (sigma^2 + s^2)) under a Gaussian s.
  const squaredRatio = (fine / Math.max(coarse, 1e-6)) ** 2;
  const squared = (coarseSigma ** 2 - squaredRatio * fineSigma ** 2) / Math.max(squaredRatio - 1, 1e-3);
  return Math.sqrt(Math.max(0, squared));
}

/** Standard deviation of the noise (Immerkaer 1996, 'Fast noise variance estimation'), by the median for the mean. */
function noiseOf({ data, width, height }: Plane): number {
  const differences = new Float32Array(Math.max(0, width - 2) * Math.max(0, height - 2));
  let count = 0;
  const at = (x: number, y: number): number => data[y * width + x] ?? 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const sides = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
      const diagonals = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
      differences[count++] = Math.abs(diagonals - 2 * sides + 4 * at(x, y));
    }
  }
  // The filter's weights have a root of squares of 6; a normal's median deviation is 0.6745 of its standard one.
  return quantile(differences, 0.5) / (6 * 0.6745);
}

/** A point where the gradient is steepest along its direction. */
interface Edge {
  readonly gradient: number;
  readonly sigma: number;
}

/** Edges that are steeper than `floor`: those across the picture (its own direction nearer to x) and those down. */
function edgesOf(grey: Plane, floor: number): [Edge[], Edge[]] {
  const [fine, coarse] = [gradientsOf(gaussianBlur(grey, fineSigma)), gradientsOf(gaussianBlur(grey, coarseSigma))];
  const { width, height } = grey;
  const [across, down]: [Edge[], Edge[]] = [[], []];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const gradient = fine.length[at] ?? 0;
      if (gradient < floor) continue;
      const isAcross = Math.abs(fine.dx[at] ?? 0) > Math.abs(fine.dy[at] ?? 0);
      const next = isAcross ? 1 : width;
      if (gradient < (fine.length[at - next] ?? 0) || gradient < (fine.length[at + next] ?? 0)) continue;
      (isAcross ? across : down).push({ gradient, sigma: sigmaOf(gradient, coarse.length[at] ?? 0) });
    }
  }
  return [across, down];
}

/**
 * Blur by the ratio of gradients at edges (Zhuo and Sim 2011, 'Defocus map estimation from a single image'), both taken
 * under Gaussians so that noise counts little. By direction, since a hand's shake blurs one only: the blurrier counts.
 */
function blurOf(grey: Plane): number | null {
  const sorted = grey.data.slice().sort();
  const range = quantileOfSorted(sorted, 0.99) - quantileOfSorted(sorted, 0.01);
  const floor = Math.max(1e-3, minRangeShare * range, noiseFactor * noiseOf(grey));
  const blurs = edgesOf(grey, floor)
    .filter((edges) => edges.length >= minEdges)
    .map((edges) => {
      const steepest = quantile(
        Float32Array.from(edges, ({ gradient }) => gradient),
        0.95,
      );
      const strong = edges.filter(({ gradient }) => gradient >= strongShare * steepest);
      return quantile(
        Float32Array.from(strong, ({ sigma }) => sigma),
        sharpQuantile,
      );
    });
  return blurs.length > 0 ? Math.max(...blurs) : null;
}

/** The middle of a plane: half of its width and height, where a camera's box holds mostly camera. */
function middleOf({ data, width, height }: Plane): Float32Array {
  const [left, top] = [Math.floor(width / 4), Math.floor(height / 4)];
  const [right, bottom] = [Math.ceil(width * 0.75), Math.ceil(height * 0.75)];
  const middle = new Float32Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y += 1) {
    middle.set(data.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  }
  return middle;
}

/** Blur and light of a camera's crop. */
export function measureQuality(crop: Raster): Quality {
  const grey = greyOf(crop);
  return { blurPx: blurOf(grey), light: quantile(middleOf(grey), 0.9) };
}
