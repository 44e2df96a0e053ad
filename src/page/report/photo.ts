/** A photo of the report as a picture with boxes, or what stands in its place. */
import { boxesOf } from '../boxes.js';
import { createPicture, createPlaceholder, type Picture } from '../picture.js';
import { type PhotoFacts, pictureFile, type PictureSize, type PictureState } from './facts.js';

/** Why there's no picture. */
export const noPictureWords: Readonly<Record<Exclude<PictureState, 'shown'>, string>> = {
  'left-out': 'This report holds no pictures',
  missing: "The original wasn't found",
  changed: "The original isn't the photo that was recognised",
  unreadable: "The original can't be read as a picture",
};

/** The picture in a frame, its boxes drawn: after a person's word where there's one. */
export function createPhoto(
  { record, person, picture }: PhotoFacts,
  size: PictureSize,
  current?: number,
): Pick<Picture, 'element' | 'surface'> {
  const alt = size === 'large' ? `Photo ${record.file}` : '';
  const made =
    picture === 'shown' && record.sha256 !== null
      ? createPicture(pictureFile(record.sha256, size), alt, size === 'large' ? 'eager' : 'lazy')
      : createPlaceholder(noPictureWords[picture === 'shown' ? 'missing' : picture], alt);
  if (record.status === 'ok') {
    made.size(record.image.width, record.image.height);
    made.draw(boxesOf(record, person?.marks ?? [], current, 'marked by a person'));
  }
  return made;
}
