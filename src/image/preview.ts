/** Pictures of a photo for people to look at: small enough for a page, and nothing of the file's own data in them. */
import { openUpright, unreadable } from './decode.js';
import type { BoxNorm } from './geometry.js';
import type { DecodeLimits } from './raster.js';

/** JPEG quality at which a mark of 5 px height keeps its edges. */
const quality = 90;

/** A part of its surroundings belongs to a crop, as a share of the box's sides. */
const margin = 0.12;

/**
 * The photo as an upright JPEG without metadata, its longer side `sidePx` at most.
 * @throws WhosecamError as `decode`.
 */
export async function previewJpeg(bytes: Uint8Array, limits: DecodeLimits, sidePx: number): Promise<Uint8Array> {
  const { header, picture } = await openUpright(bytes, limits);
  return picture
    .resize(sidePx, sidePx, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality })
    .toBuffer()
    .catch((cause: unknown) => {
      throw unreadable(header.format, cause);
    });
}

/**
 * The part of a photo around a box, as a JPEG without metadata whose longer side is `sidePx`; small ones are enlarged.
 * @throws WhosecamError as `decode`.
 */
export async function cropJpeg(
  bytes: Uint8Array,
  limits: DecodeLimits,
  box: Readonly<BoxNorm>,
  sidePx: number,
): Promise<Uint8Array> {
  const { header, width, height, picture } = await openUpright(bytes, limits);
  const [x, y, w, h] = box;
  const left = Math.floor(Math.max(0, x - w * margin) * width);
  const top = Math.floor(Math.max(0, y - h * margin) * height);
  const right = Math.ceil(Math.min(1, x + w * (1 + margin)) * width);
  const bottom = Math.ceil(Math.min(1, y + h * (1 + margin)) * height);
  // A box on the very edge may have no pixel of its own.
  const from = { left: Math.min(left, width - 1), top: Math.min(top, height - 1) };
  return picture
    .extract({ ...from, width: Math.max(1, right - from.left), height: Math.max(1, bottom - from.top) })
    .resize(sidePx, sidePx, { fit: 'inside' })
    .jpeg({ quality })
    .toBuffer()
    .catch((cause: unknown) => {
      throw unreadable(header.format, cause);
    });
}
