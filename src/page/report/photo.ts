/** A photo of the report as a picture with boxes, or what stands in its place. */
import { boxesOf } from '../boxes.js';
import { createPicture, type Picture, type PictureSource } from '../picture.js';
import { type PhotoFacts, pictureFile, type PictureSize, type PictureState } from './facts.js';

/** Why there's no picture. */
export const noPictureWords: Readonly<Record<Exclude<PictureState, 'shown'>, string>> = {
  'left-out': 'This report holds no pictures',
  missing: "The original wasn't found",
  changed: "The original isn't the photo that was recognised",
  unreadable: "The original can't be read as a picture",
};

/** The picture in a frame, its boxes drawn: after a person's word where there's one. */
export function createPhoto({ record, person, picture }: PhotoFacts, size: PictureSize): Picture {
  const { file, sha256 } = record;
  const isShown = picture === 'shown' && sha256 !== null;
  const source: PictureSource = isShown
    ? pictureFile(sha256, size)
    : () => Promise.reject(new Error(noPictureWords[picture === 'shown' ? 'missing' : picture]));
  // A card says in words what is on its small picture.
  const alt = isShown && size === 'small' ? '' : `Photo ${file}`;
  const made = createPicture(source, alt, size === 'small' ? 'lazy' : 'eager');
  if (record.status === 'ok') {
    made.know(record.image);
    made.draw(boxesOf(record, person?.marks ?? [], undefined, 'marked by a person'));
  }
  return made;
}
