/** Where the photos of a queue lie. */
import type { Found } from '../survey/walk.js';

/** A place with photos. */
export interface PhotoSource {
  /** All photos, by the rules of `walk`, sorted. Errors: `storage-away`. */
  readonly list: () => Promise<Found[]>;
  /** What a photo is called below this place, with forward slashes: the same for all who read there. */
  readonly pathOf: (file: string) => string;
  /** The bytes of a photo below this place. Errors: `unreadable`, `too-large`, `bad-request` for a path that leads out of it. */
  readonly read: (path: string, maxBytes: number) => Promise<Uint8Array>;
}
