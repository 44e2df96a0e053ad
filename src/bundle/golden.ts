/**
 * Golden vectors: what the released model gave on fixtures, at many positions of the input tensor and of the outputs.
 * They show that this machine's decoder, resampler and runtime answer as the ones did on which the model was measured.
 */
import { z } from 'zod';

const dims = z.array(z.int().positive()).min(1);
const positions = z.array(z.int().min(0)).min(1);

const goldenOutputSchema = z
  .strictObject({ dims, positions, values: z.array(z.number()) })
  .refine((output) => output.positions.length === output.values.length, 'Expected one value a position');

const goldenVectorSchema = z
  .strictObject({
    /** Picture, relative to the project's folder or else to the bundle's. */
    file: z.string().min(1),
    model: z.enum(['detector', 'housing', 'textDetector', 'textReader']),
    /** Shape of the input tensor. */
    dims,
    /** Indices into the flat input tensor. */
    positions,
    tensorValues: z.array(z.number()),
    /** In graph order; indices into the flat outputs. */
    outputs: z.array(goldenOutputSchema).min(1),
  })
  .refine((vector) => vector.positions.length === vector.tensorValues.length, 'Expected one tensor value a position');

/** golden.json of a bundle. */
export const goldenSchema = z.strictObject({
  schema: z.literal('whosecam.golden/1'),
  /** Largest difference that passes, of the input tensor's values and of the outputs': absolute up to 1, relative above. */
  tolerance: z.strictObject({ tensor: z.number().min(0), logits: z.number().min(0) }),
  vectors: z.array(goldenVectorSchema),
});

export type Golden = z.infer<typeof goldenSchema>;
export type GoldenVector = z.infer<typeof goldenVectorSchema>;

/** A tensor as it came, flat and row-major. */
export interface Observed {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** What this machine made of a golden vector's picture. */
export interface ObservedVector {
  readonly tensor: Observed;
  readonly outputs: readonly Observed[];
}

/** Values that one tensor should have. */
interface Expectation {
  readonly dims: readonly number[];
  readonly positions: readonly number[];
  readonly values: readonly number[];
  readonly tolerance: number;
}

function differenceIn(expected: Expectation, observed: Observed): string | null {
  if (expected.dims.join() !== observed.dims.join()) {
    return `expected shape [${expected.dims.join(', ')}], received [${observed.dims.join(', ')}]`;
  }
  for (const [i, position] of expected.positions.entries()) {
    const want = expected.values[i] ?? Number.NaN;
    const got = observed.data[position] ?? Number.NaN;
    const within = expected.tolerance * Math.max(1, Math.abs(want));
    // Written so that NaN on either side differs.
    if (!(Math.abs(want - got) <= within)) {
      return `at ${position} expected ${want} within ${within}, received ${got}`;
    }
  }
  return null;
}

/** The first difference between a golden vector and what came, in words that name model, file, tensor and position; null when none. */
export function firstDifference(
  vector: GoldenVector,
  observed: ObservedVector,
  tolerance: Golden['tolerance'],
): string | null {
  const name = `${vector.model} on ${vector.file}`;
  const { dims, positions, tensorValues: values } = vector;
  const inInput = differenceIn({ dims, positions, values, tolerance: tolerance.tensor }, observed.tensor);
  if (inInput !== null) return `${name}: input: ${inInput}`;
  if (vector.outputs.length !== observed.outputs.length) {
    return `${name}: expected ${vector.outputs.length} outputs, received ${observed.outputs.length}`;
  }
  for (const [i, output] of vector.outputs.entries()) {
    const got = observed.outputs[i];
    const difference = got ? differenceIn({ ...output, tolerance: tolerance.logits }, got) : null;
    if (difference !== null) return `${name}: output ${i}: ${difference}`;
  }
  return null;
}
