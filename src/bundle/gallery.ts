/** gallery.json of a bundle: what housings look like, as embeddings. Nothing is trained with it: brands are taught into it. */
import { z } from 'zod';
import { brandSchema } from '../recognise/result.js';

/** A unit vector, base64 of one signed byte a value: byte = round(127 * value). */
const embeddingSchema = z.base64();

/** A camera's name as it's taught and answered: `axis`, `k-guard`. */
export const brandNameSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/);

/** A camera of the training or calibration pictures. */
export const referenceSchema = z.strictObject({
  /** What the front says: `hikvision`, `dahua`, another maker's name, or `generic`. */
  brand: z.string(),
  /** Who builds it, where that's known. Another name than `brand`: a rebadge. */
  family: brandSchema.nullable(),
  embedding: embeddingSchema,
});

const countSchema = z.strictObject({ k: z.int().min(0), n: z.int().min(0) });

/** A brand that `whosecam teach` put in. */
export const taughtSchema = z.strictObject({
  name: brandNameSchema,
  embeddings: z.array(embeddingSchema).min(2),
  /** A camera whose cosine similarity to one of the embeddings is at least this matches. */
  threshold: z.number().min(-1).max(1),
  /** Pictures that matched when they were left out. */
  leftOut: countSchema,
  /** References of others that match. */
  falseMatches: countSchema,
});

export const gallerySchema = z.strictObject({
  schema: z.literal('whosecam.gallery/1'),
  references: z.array(referenceSchema),
  taught: z.array(taughtSchema),
});

export type Reference = z.infer<typeof referenceSchema>;
export type Taught = z.infer<typeof taughtSchema>;
export type Gallery = z.infer<typeof gallerySchema>;
