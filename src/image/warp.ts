import { boundingBox, clampBox, type Point, type Quad, type Size } from './geometry.js';
import { project, rectangleToQuad } from './homography.js';
import type { Raster } from './raster.js';

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);

/** Whole-pixel box of the raster that holds the quad, with one pixel round it for the bilinear sampler. */
function reach(raster: Raster, quad: Quad): { x: number; y: number; right: number; bottom: number } {
  const box = clampBox(boundingBox(quad), raster);
  const x = Math.min(Math.max(Math.floor(box.x) - 1, 0), raster.width - 1);
  const y = Math.min(Math.max(Math.floor(box.y) - 1, 0), raster.height - 1);
  return {
    x,
    y,
    right: Math.max(x + 1, Math.min(Math.ceil(box.x + box.width) + 1, raster.width)),
    bottom: Math.max(y + 1, Math.min(Math.ceil(box.y + box.height) + 1, raster.height)),
  };
}

/** Mean of every `factor` x `factor` block between the given edges; blocks at the right and bottom may be smaller. */
function boxReduce(raster: Raster, area: ReturnType<typeof reach>, factor: number): Raster {
  const width = Math.ceil((area.right - area.x) / factor);
  const height = Math.ceil((area.bottom - area.y) / factor);
  const data = new Uint8Array(width * height * 3);
  const sums = new Float64Array(width * 3);
  for (let row = 0; row < height; row += 1) {
    const top = area.y + row * factor;
    const bottom = Math.min(top + factor, area.bottom);
    sums.fill(0);
    for (let y = top; y < bottom; y += 1) {
      for (let x = area.x; x < area.right; x += 1) {
        const from = (y * raster.width + x) * 3;
        const to = Math.floor((x - area.x) / factor) * 3;
        for (let channel = 0; channel < 3; channel += 1) {
          sums[to + channel] = (sums[to + channel] as number) + (raster.data[from + channel] as number);
        }
      }
    }
    for (let column = 0; column < width; column += 1) {
      const columns = Math.min(factor, area.right - area.x - column * factor);
      for (let channel = 0; channel < 3; channel += 1) {
        const sum = sums[column * 3 + channel] as number;
        data[(row * width + column) * 3 + channel] = Math.round(sum / (columns * (bottom - top)));
      }
    }
  }
  return { data, width, height };
}

/** Writes the bilinear mixture of the four pixels round (x, y), pixel centres at whole numbers, edges repeated. */
function sampleInto(raster: Raster, x: number, y: number, out: Uint8Array, at: number): void {
  const cx = clamp(x, raster.width - 1);
  const cy = clamp(y, raster.height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const right = x0 + 1 < raster.width ? 3 : 0;
  const below = y0 + 1 < raster.height ? raster.width * 3 : 0;
  const from = (y0 * raster.width + x0) * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const i = from + channel;
    const top = (raster.data[i] as number) * (1 - fx) + (raster.data[i + right] as number) * fx;
    const bottom = (raster.data[i + below] as number) * (1 - fx) + (raster.data[i + below + right] as number) * fx;
    out[at + channel] = Math.round(top * (1 - fy) + bottom * fy);
  }
}

/**
 * Straightens a quad of a raster to an upright picture of the given size: destination-to-source homography and
 * bilinear sampling; what lies past the edge repeats the edge. A quad that is at least twice as high as the output
 * is first reduced by area means, so that thin strokes aren't skipped.
 * @throws WhosecamError `internal` for a quad without area.
 */
export function warpQuad(raster: Raster, quad: Quad, out: Size): Raster {
  const [p0, p1, p2, p3] = quad;
  const quadHeight = (distance(p0, p3) + distance(p1, p2)) / 2;
  const factor = Math.max(1, Math.floor(quadHeight / out.height));
  const area = reach(raster, quad);
  const source = factor > 1 ? boxReduce(raster, area, factor) : raster;
  const origin = factor > 1 ? area : { x: 0, y: 0 };
  const toSource = (p: Point): Point => ({ x: (p.x - origin.x) / factor, y: (p.y - origin.y) / factor });
  const map = rectangleToQuad(out, [toSource(p0), toSource(p1), toSource(p2), toSource(p3)]);
  const data = new Uint8Array(out.width * out.height * 3);
  for (let row = 0; row < out.height; row += 1) {
    for (let column = 0; column < out.width; column += 1) {
      // Corners are at whole numbers, pixel centres half a pixel in.
      const at = project(map, { x: column + 0.5, y: row + 0.5 });
      sampleInto(source, at.x - 0.5, at.y - 0.5, data, (row * out.width + column) * 3);
    }
  }
  return { data, width: out.width, height: out.height };
}
