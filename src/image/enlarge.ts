import { sharp } from './sharp.js';

/** A picture stretched to `width` x `height` pixels, as a JPEG of a phone's quality: what `bench` runs when it has no photos. */
export async function enlargedJpeg(
  bytes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  return sharp(bytes).resize(width, height, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer();
}
