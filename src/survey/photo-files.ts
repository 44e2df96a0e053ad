/** Finds a run's photos again: by their names, and only with the very bytes that the record is about. */
import path from 'node:path';
import { sha256Of } from '../bundle/sha256.js';
import { toWhosecamError, WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import { readPhoto } from './read.js';

/** A photo's bytes. Errors: `not-found` when no file of this name has them; `too-large`. */
export type FindPhoto = (record: Pick<ResultRecord, 'file' | 'sha256'>) => Promise<Uint8Array>;

/** Cause of `not-found` where files of the name are there, with other bytes. */
export class AlteredPhoto extends Error {}

/**
 * Looks for photos where the run named them, from here and from the run's folder; and in the folder `photos`, where it's given,
 * under the same name or its last parts: `hall/a.jpg` also as `a.jpg`.
 */
export function createPhotoFinder(
  run: string,
  { photos, maxBytes }: { readonly photos?: string | undefined; readonly maxBytes: number },
): FindPhoto {
  const places = (file: string): string[] => {
    const named = [file, path.join(path.dirname(run), file)];
    return photos === undefined ? named : [...endings(file).map((ending) => path.join(photos, ending)), ...named];
  };
  return async ({ file, sha256 }) => {
    let isAltered = false;
    for (const place of places(file)) {
      const bytes = await readPhoto(place, maxBytes).catch((thrown: unknown) => {
        const error = toWhosecamError(thrown);
        if (error.code !== 'unreadable') throw error;
        return undefined;
      });
      if (bytes !== undefined && sha256Of(bytes) === sha256) return bytes;
      isAltered ||= bytes !== undefined;
    }
    const what = isAltered ? 'a file with other bytes' : 'none (--photos names the folder)';
    throw new WhosecamError('not-found', `Expected ${path.posix.basename(file)} as the run saw it; received ${what}`, {
      cause: isAltered ? new AlteredPhoto(what) : undefined,
    });
  };
}

/** `a/b/c.jpg` -> `a/b/c.jpg`, `b/c.jpg`, `c.jpg`; none that leads out of a folder. */
function endings(file: string): string[] {
  const parts = file.split('/').filter((part) => part !== '');
  return parts.map((_, i) => parts.slice(i)).flatMap((some) => (some.includes('..') ? [] : [some.join('/')]));
}
