/** What a HEIC's thread is born with and what it answers. Plain data: it crosses threads. */
import type { Size } from '../geometry.js';

/** A picture to decode, with the bytes that libheif's memory may grow to; or the question which libheif there is. */
export type HeicTask =
  { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly maxMemory: number } | { readonly kind: 'version' };

/** The upright picture as a TIFF, or why there is none; or the version. */
export type HeicOutcome =
  | { readonly kind: 'version'; readonly version: string }
  | ({ readonly kind: 'decoded'; readonly tiff: Uint8Array } & Size)
  | { readonly kind: 'failure'; readonly code: HeicFailure; readonly reason: string };

/** Codes of the catalogue that decoding can end with. */
export type HeicFailure = 'unreadable' | 'unsupported-format' | 'too-many-pixels';
