/** Housings by their embeddings: what a camera comes near to. Pure. */
import type { Gallery, Taught } from '../bundle/gallery.js';
import { WhosecamError } from '../errors.js';
import type { Brand } from './result.js';

/** A taught brand that a camera's housing matches. */
export interface TaughtMatch {
  readonly brandName: string;
  /** Cosine similarity to the nearest of its pictures, -1..1. */
  readonly similarity: number;
  /** Probability that the match is right. */
  readonly probability: number;
}

/** What a housing comes near to. */
export interface Likeness {
  /** The taught brand that it matches best; null when it matches none. */
  readonly taught: TaughtMatch | null;
  /** Largest similarity to a rebadge of each family, -1..1. */
  readonly rebadges: Readonly<Record<Brand, number>>;
}

/** A reference, its embedding decoded. */
export interface ReferenceVector {
  readonly brand: string;
  readonly family: Brand | null;
  readonly vector: Float32Array;
}

/** A taught brand, its embeddings decoded. */
export interface TaughtVectors extends Omit<Taught, 'embeddings'> {
  readonly vectors: readonly Float32Array[];
}

/** A gallery that can be asked. */
export interface GalleryIndex {
  readonly references: readonly ReferenceVector[];
  readonly taught: readonly TaughtVectors[];
}

/** The vector at unit length; one without a direction stays as it is. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** A unit vector as the gallery keeps it. */
export function encodeEmbedding(vector: Float32Array): string {
  return Buffer.from(Int8Array.from(vector, (value) => Math.round(value * 127)).buffer).toString('base64');
}

/** The unit vector of `size` values that `encodeEmbedding` wrote. Errors: `model-altered` when it has another length. */
export function decodeEmbedding(text: string, size: number): Float32Array {
  const bytes = Int8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length !== size) {
    throw new WhosecamError('model-altered', `Expected embeddings of ${size} values; received one of ${bytes.length}`);
  }
  return toUnit(Float32Array.from(bytes));
}

/** Cosine similarity of two unit vectors. */
export const similarity = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** Similarity to the nearest of some unit vectors; -1 when there are none. */
export const nearest = (vector: Float32Array, others: readonly Float32Array[]): number =>
  others.reduce((most, other) => Math.max(most, similarity(vector, other)), -1);

/** Decodes a gallery. Errors: `model-altered` when an embedding hasn't `size` values. */
export function openGallery({ references, taught }: Gallery, size: number): GalleryIndex {
  return {
    references: references.map(({ embedding, ...rest }) => ({ ...rest, vector: decodeEmbedding(embedding, size) })),
    taught: taught.map(({ embeddings, ...rest }) => ({
      ...rest,
      vectors: embeddings.map((embedding) => decodeEmbedding(embedding, size)),
    })),
  };
}

/**
 * Probability that a match is right, where a camera of the brand and one of another maker are equally likely: the share
 * that was recognised when left out against the share of false matches (Laplace's rule of succession for both).
 */
export function matchProbability({ leftOut, falseMatches }: Pick<Taught, 'leftOut' | 'falseMatches'>): number {
  const right = (leftOut.k + 1) / (leftOut.n + 2);
  const wrong = (falseMatches.k + 1) / (falseMatches.n + 2);
  return right / (right + wrong);
}

/** What a housing comes near to, by its embedding (unit length). */
export function likenessOf(embedding: Float32Array, { references, taught }: GalleryIndex): Likeness {
  const toRebadge = (family: Brand): number =>
    nearest(
      embedding,
      references.filter((one) => one.family === family && one.brand !== family).map(({ vector }) => vector),
    );
  const matches = taught
    .map((one) => ({ one, near: nearest(embedding, one.vectors) }))
    .filter(({ one, near }) => near >= one.threshold)
    .sort((a, b) => b.near - b.one.threshold - (a.near - a.one.threshold));
  const [best] = matches;
  return {
    taught: best ? { brandName: best.one.name, similarity: best.near, probability: matchProbability(best.one) } : null,
    rebadges: { hikvision: toRebadge('hikvision'), dahua: toRebadge('dahua') },
  };
}
