/** The project's own photos made worse in one known way; JPEG files all. */
import sharp, { type Sharp } from 'sharp';
import { readFixture } from './fixtures.js';

const asJpeg = async (picture: Sharp): Promise<Uint8Array> => picture.jpeg({ quality: 92 }).toBuffer();

const photo = async (file: string): Promise<Sharp> => sharp(await readFixture(`photos/${file}`));

/** Blurred by a Gaussian of this standard deviation, pixels. */
export async function blurredPhoto(file: string, sigma: number): Promise<Uint8Array> {
  return asJpeg((await photo(file)).blur({ sigma }));
}

/** Only the part of the photo from `left` to `right`, 0..1 of its width. */
export async function cutPhoto(file: string, left: number, right: number): Promise<Uint8Array> {
  const { width, height } = await (await photo(file)).metadata();
  const [from, to] = [Math.round(left * width), Math.round(right * width)];
  return asJpeg((await photo(file)).extract({ left: from, top: 0, width: to - from, height }));
}

/** Seen from 1 / `scale` times as far away: reduced by that factor, its edges drawn out to the photo's old size. */
export async function distantPhoto(file: string, scale: number): Promise<Uint8Array> {
  const { width, height } = await (await photo(file)).metadata();
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const [left, top] = [Math.floor((width - w) / 2), Math.floor((height - h) / 2)];
  const far = (await photo(file)).resize(w, h, { fit: 'fill', kernel: 'lanczos3' });
  const sides = { left, top, right: width - w - left, bottom: height - h - top };
  return asJpeg(far.extend({ ...sides, extendWith: 'copy' }));
}
