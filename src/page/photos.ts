/** The photos of this visit and what became of them. */
import type { OkRecord } from '../recognise/result.js';
import type { Problem } from './export.js';
import type { PictureSource } from './picture.js';

/** How far a photo is. */
export type PhotoState =
  | { readonly kind: 'waiting' }
  /** `share`: of its bytes, 0..1. */
  | { readonly kind: 'sending'; readonly share: number }
  /** Sent; the program is at it. */
  | { readonly kind: 'looking' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'done'; readonly record: OkRecord };

/** A photo of the page. */
export interface Photo {
  /** Below the folder that was chosen, else its name; of a run: as the run named it. */
  readonly path: string;
  /** As it stands in the list, and at large. */
  readonly pictures: { readonly small: PictureSource; readonly whole: PictureSource };
  state: PhotoState;
  /** How often it was sent. */
  tries: number;
}

/** A photo that was chosen here, to be sent. */
export interface ChosenPhoto extends Photo {
  readonly file: File;
}

/** A file as it was chosen. */
export type Chosen = Pick<ChosenPhoto, 'file' | 'path'>;

/** Takes files in; those that are there already are left out. */
export function takeIn(photos: readonly Chosen[], chosen: readonly Chosen[]): ChosenPhoto[] {
  const keyOf = ({ file, path }: Chosen) => [path, file.size, file.lastModified].join('|');
  const known = new Set(photos.map(keyOf));
  return chosen
    .filter((one) => !known.has(keyOf(one)))
    .map(({ file, path }) => {
      const url = URL.createObjectURL(file);
      return { file, path, pictures: { small: url, whole: url }, state: { kind: 'waiting' }, tries: 0 };
    });
}

/** The record of a photo that was answered. */
export const recordOf = ({ state }: Photo): OkRecord | undefined => (state.kind === 'done' ? state.record : undefined);
