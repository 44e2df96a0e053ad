/**
 * The public record: one schema for the CLI, HTTP, reports and documents.
 * `schemas/result.schema.json` is generated from it.
 */
import { z } from 'zod';
import { catalogue, type ErrorCode } from '../errors.js';

const share = z.number().min(0).max(1);

/** [x, y, width, height], 0..1 of the upright picture. */
export const boxNormSchema = z.tuple([share, share, share, share]);

/** The two brands that a verdict may claim. */
export const brandSchema = z.enum(['hikvision', 'dahua']);

/** Probabilities that the camera shows this brand; they sum to 1. */
export const probabilitiesSchema = z.strictObject({ hikvision: share, dahua: share, other: share });

/**
 * The family behind a name, and what links the two: `own-brand` (its own mark), `sub-brand` (a second brand of its own),
 * `oem` (another company sells its units), `look-alike` (the housings look like its own; who makes them isn't known),
 * `model-number` (no name, but a number of its pattern). `source` says in words how that is known.
 */
export const lineageSchema = z.strictObject({
  family: brandSchema,
  link: z.enum(['own-brand', 'sub-brand', 'oem', 'look-alike', 'model-number']),
  source: z.string(),
});

/** Why a camera's brand can't be told: what hinders most, `ambiguous` and `no-evidence` only where nothing does. */
export const reasonSchema = z.enum(['too-small', 'blurred', 'dark', 'occluded', 'ambiguous', 'no-evidence']);

/** What was noticed about a camera beside its brand. */
export const flagSchema = z.enum(['small', 'blurred', 'dark', 'occluded', 'rebadge-possible']);

/** What the next photo should do better. */
export const adviceSchema = z.strictObject({
  code: z.enum(['step-closer', 'hold-still', 'more-light', 'other-angle']),
  text: z.string(),
  /** With `step-closer`: pixels of letter height that a mark lacks, about. */
  morePx: z.int().positive().optional(),
});

/** A maker's mark that was read on the camera. */
export const wordmarkEvidenceSchema = z.strictObject({
  type: z.literal('wordmark'),
  text: z.string().max(64),
  confidence: share,
  box: boxNormSchema,
  /** Name in the lexicon that the text matched, such as `hikvision` or `kbvision`. */
  name: z.string(),
});

/** What the shape of the housing alone says. */
export const housingEvidenceSchema = z.strictObject({ type: z.literal('housing'), probabilities: probabilitiesSchema });

/** A housing that was taught (`whosecam teach`). */
export const galleryEvidenceSchema = z.strictObject({
  type: z.literal('gallery'),
  brandName: z.string(),
  /** Cosine similarity to the nearest picture that was taught. */
  similarity: z.number().min(-1).max(1),
});

/** One piece of evidence. */
export const evidenceSchema = z.discriminatedUnion('type', [
  wordmarkEvidenceSchema,
  housingEvidenceSchema,
  galleryEvidenceSchema,
]);

const cameraBase = {
  box: boxNormSchema,
  /** Probability that this is a camera at all. */
  detection: share,
  /** Probability that `kind` and `brand` are right; for `unknown-brand`, that it is a camera. */
  confidence: share,
  probabilities: probabilitiesSchema,
  /** What stands on the front: a name of the lexicon, such as `hikvision` or `hilook`; null when no mark decided. */
  brandName: z.string().nullable(),
  /** The family behind that name, or behind a model number; null where none is known. */
  lineage: lineageSchema.nullable(),
  evidence: z.array(evidenceSchema),
  flags: z.array(flagSchema),
  /** Number of the rule that decided (README, "The rules"). */
  rule: z.int().min(1),
};

/** One camera of a photo. */
export const cameraSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...cameraBase, kind: z.literal('brand'), brand: brandSchema }),
  z.strictObject({ ...cameraBase, kind: z.literal('other-brand'), brand: z.null() }),
  z.strictObject({
    ...cameraBase,
    kind: z.literal('unknown-brand'),
    brand: z.null(),
    reason: reasonSchema,
    advice: adviceSchema,
  }),
]);

/** The photo's answer: the best of its cameras, or `no-camera`. */
export const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('brand'), brand: brandSchema, confidence: share, camera: z.int().min(0) }),
  z.strictObject({
    kind: z.literal('other-brand'),
    brand: z.null(),
    /** As its camera's. */
    brandName: z.string().nullable(),
    confidence: share,
    camera: z.int().min(0),
  }),
  z.strictObject({ kind: z.literal('unknown-brand'), brand: z.null(), confidence: share, camera: z.int().min(0) }),
  z.strictObject({ kind: z.literal('no-camera'), brand: z.null(), confidence: share, camera: z.null() }),
]);

/** What the file says about itself. */
export const imageInfoSchema = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  format: z.enum(['jpeg', 'heic', 'png', 'webp', 'avif', 'tiff']),
  /** ISO 8601 as the device wrote it: with a zone only where the file has one, else the local time. */
  takenAt: z.string().optional(),
  /** Make and model of the device. */
  takenWith: z.string().max(64).optional(),
  location: z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).optional(),
  /** Metres above the sea. */
  altitudeM: z.number().optional(),
  /** Where the device looked, degrees clockwise from north; null where the file doesn't say from which north. */
  direction: z
    .strictObject({ degrees: z.number().min(0).lt(360), north: z.enum(['true', 'magnetic']).nullable() })
    .optional(),
});

/** Which model answered. */
export const modelSchema = z.strictObject({ id: z.string(), version: z.string() });

const errorCodes = Object.keys(catalogue) as [ErrorCode, ...ErrorCode[]];

const recordBase = {
  schema: z.literal('whosecam.result/1'),
  file: z.string(),
  /** SHA-256 of the file's bytes, lower-case hex; null when the file couldn't be read at all. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  model: modelSchema,
  elapsedMs: z.number().min(0),
};

/** A photo that was answered. */
export const okRecordSchema = z.strictObject({
  ...recordBase,
  status: z.literal('ok'),
  verdict: verdictSchema,
  cameras: z.array(cameraSchema),
  image: imageInfoSchema,
});

/** A photo that failed: never an answer. */
export const failedRecordSchema = z.strictObject({
  ...recordBase,
  status: z.literal('failed'),
  error: z.strictObject({ code: z.enum(errorCodes), message: z.string() }),
});

/** One record an image. */
export const recordSchema = z.discriminatedUnion('status', [okRecordSchema, failedRecordSchema]);

export type Brand = z.infer<typeof brandSchema>;
export type Probabilities = z.infer<typeof probabilitiesSchema>;
export type Lineage = z.infer<typeof lineageSchema>;
export type Advice = z.infer<typeof adviceSchema>;
export type Reason = z.infer<typeof reasonSchema>;
export type Flag = z.infer<typeof flagSchema>;
export type WordmarkEvidence = z.infer<typeof wordmarkEvidenceSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Camera = z.infer<typeof cameraSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type ImageFacts = z.infer<typeof imageInfoSchema>;
export type OkRecord = z.infer<typeof okRecordSchema>;
export type FailedRecord = z.infer<typeof failedRecordSchema>;
export type ResultRecord = z.infer<typeof recordSchema>;

/** The camera that decided; undefined for none and for failures. */
export function decidingCamera(record: ResultRecord): Camera | undefined {
  return record.status === 'ok' && record.verdict.camera !== null ? record.cameras[record.verdict.camera] : undefined;
}

/** What a file says about itself, without the place where it was taken: no position, no altitude, no direction. */
export function withoutPlace<Facts extends Partial<ImageFacts>>(
  image: Facts,
): Omit<Facts, 'location' | 'altitudeM' | 'direction'> {
  const { location: _, altitudeM: __, direction: ___, ...rest } = image;
  return rest;
}
