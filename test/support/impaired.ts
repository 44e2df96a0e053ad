/** The project's own photos made worse in one known way; JPEG files all. */
import sharp, { type Sharp } from 'sharp';
import { readFixture } from './fixtures.js';

const asJpeg = async (picture: Sharp): Promise<Uint8Array> => picture.jpeg({ quality: 92 }).toBuffer();

const photo = async (file: string): Promise<Sharp> => sharp(await readFixture(`photos/${file}`));

/** Blurred by a Gaussian of this standard deviation, pixels. */
export async function blurredPhoto(file: string, sigma: number): Promise<Uint8Array> {
  return asJpeg((await photo(file)).blur({ sigma }));
}

/** With 2 ** -stops of the light on the sensor, and its read noise of 2.5 grey values; the same on every run. */
export async function darkPhoto(file: string, stops: number): Promise<Uint8Array> {
  const { data, info } = await (await photo(file)).raw().toBuffer({ resolveWithObject: true });
  let state = 7;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const noise = (): number => 2.5 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const dark = data.map((value) => {
    const grey = 255 * ((value / 255) ** 2.2 / 2 ** stops) ** (1 / 2.2);
    return Math.min(255, Math.max(0, Math.round(grey + noise())));
  });
  return asJpeg(sharp(dark, { raw: { width: info.width, height: info.height, channels: 3 } }));
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
