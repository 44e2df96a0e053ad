/** Says what a housing looks like: whose, or no camera at all. */
import type { HousingSpec } from '../bundle/schema.js';
import { WhosecamError } from '../errors.js';
import { resample } from '../image/crop.js';
import { squareAround, type BoxPx, type Size } from '../image/geometry.js';
import type { Raster } from '../image/raster.js';
import { toTensor } from '../image/tensor.js';
import { outputNamed, type Session } from '../inference/session.js';
import { sigmoid, softmax } from './probability.js';
import { measureQuality, type Quality } from './quality.js';
import type { Probabilities } from './result.js';

/** What the shape says. */
export interface HousingView {
  /** As the network gave them, in the bundle's order of labels. */
  readonly logits: readonly number[];
  /** Given that it's a camera; they sum to 1. */
  readonly probabilities: Probabilities;
  /** Logit of a camera, by a head that knows no brands: it was fitted on smaller and stranger ones. */
  readonly cameraLogit: number;
  /** Probability that a quarter of the camera or more is hidden or cut off. */
  readonly occlusion: number;
  /** Unit vector: pictures of one product are near, other products far. */
  readonly embedding: Float32Array;
  /** Pixels are the photo's. */
  readonly quality: Quality;
}

/** Logits of the three makers and of no camera (bundle's order) to probabilities, given that it's a camera. */
export function readLogits(logits: readonly number[], temperature: number): Probabilities {
  const [hikvision = 0, dahua = 0, other = 0] = softmax(logits.slice(0, 3), temperature);
  return { hikvision, dahua, other };
}

/** Looks at the square round a camera's box (pixels of the photo). Errors: `internal` when the model gives no numbers. */
export async function classifyHousing(
  raster: Raster,
  box: BoxPx,
  session: Session,
  spec: HousingSpec,
): Promise<HousingView> {
  const size = { width: spec.side, height: spec.side };
  const square = squareAround(box, spec.contextScale);
  const crop = await resample(raster, square, size, spec.pixels.kernel, spec.padValue);
  const tensor = { data: toTensor(crop, spec.pixels), dims: [1, 3, spec.side, spec.side] };
  const outputs = await session.run(tensor);
  const read = (name: string, length: number): Float32Array => {
    const { data } = outputNamed(session, outputs, name);
    if (data.length === length && data.every(Number.isFinite)) return data;
    throw new WhosecamError('internal', `Expected ${length} numbers of the housing's ${name}; received others`);
  };
  const logits = [...read('logits', spec.labels.length)];
  const [cameraLogit = 0] = read('camera', 1);
  const [occlusion = 0] = read('occlusion', 1);
  const embedding = read('embedding', spec.embeddingSize);
  const quality = await qualityOf(raster, box, spec);
  const seen = { logits, probabilities: readLogits(logits, spec.temperature), quality };
  return { ...seen, cameraLogit, occlusion: sigmoid(occlusion), embedding };
}

/** Quality of a camera's box, in pixels of the photo. Measured on at most the network's side: letters there still show. */
export async function qualityOf(raster: Raster, box: BoxPx, spec: HousingSpec): Promise<Quality> {
  const scale = Math.min(1, spec.side / Math.max(box.width, box.height));
  const size: Size = { width: atLeast8(box.width * scale), height: atLeast8(box.height * scale) };
  const { blurPx, light } = measureQuality(await resample(raster, box, size, spec.pixels.kernel));
  return { blurPx: blurPx === null ? null : blurPx / scale, light };
}

const atLeast8 = (side: number): number => Math.max(8, Math.round(side));
