/** The photos of this visit and what became of them. */
import type { OkRecord } from '../recognise/result.js';
import type { Problem } from './export.js';

/** How far a photo is. */
export type PhotoState =
  | { readonly kind: 'waiting' }
  /** `share`: of its bytes, 0..1. */
  | { readonly kind: 'sending'; readonly share: number }
  /** Sent; the program is at it. */
  | { readonly kind: 'looking' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'done'; readonly record: OkRecord };

/** A photo that was chosen. */
export interface Photo {
  readonly file: File;
  /** Below the folder that was chosen, else its name. */
  readonly path: string;
  /** The file as the browser can draw it. */
  readonly url: string;
  state: PhotoState;
  /** How often it was sent. */
  tries: number;
}

/** A file as it was chosen. */
export type Chosen = Pick<Photo, 'file' | 'path'>;

/** Takes files in; those that are there already are left out. */
export function takeIn(photos: readonly Photo[], chosen: readonly Chosen[]): Photo[] {
  const keyOf = ({ file, path }: Chosen) => [path, file.size, file.lastModified].join('|');
  const known = new Set(photos.map(keyOf));
  return chosen
    .filter((one) => !known.has(keyOf(one)))
    .map(({ file, path }) => ({ file, path, url: URL.createObjectURL(file), state: { kind: 'waiting' }, tries: 0 }));
}

/** The record of a photo that was answered. */
export const recordOf = ({ state }: Photo): OkRecord | undefined => (state.kind === 'done' ? state.record : undefined);
