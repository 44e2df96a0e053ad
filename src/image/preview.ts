/** Pictures of a photo for people to look at: small enough for a page, and nothing of the file's own data in them. */
import type { Sharp } from 'sharp';
import { decodeError, openUpright } from './decode.js';
import { expandBox, wholePixels, type BoxNorm } from './geometry.js';
import type { DecodeLimits, ImageFormat } from './raster.js';

/** JPEG quality at which a mark of 5 px height keeps its edges. */
const quality = 90;

/** Nobody stands in line behind a person who looks: decoding may take its time, milliseconds. */
const patient = { decodeTimeoutMs: 60_000 };

/** A part of its surroundings belongs to a crop, as a share of the box's sides. */
const margin = 0.12;

/**
 * The photo as an upright JPEG without metadata, its longer side `sidePx` at most.
 * @throws WhosecamError as `decode`.
 */
export async function previewJpeg(bytes: Uint8Array, limits: DecodeLimits, sidePx: number): Promise<Uint8Array> {
  const { header, picture } = await openUpright(bytes, { ...patient, ...limits });
  return toJpeg(picture.resize(sidePx, sidePx, { fit: 'inside', withoutEnlargement: true }), header.format);
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
  const { header, width, height, picture } = await openUpright(bytes, { ...patient, ...limits });
  const boxPx = { x: box[0] * width, y: box[1] * height, width: box[2] * width, height: box[3] * height };
  const region = wholePixels(expandBox(boxPx, margin), { width, height });
  return toJpeg(picture.extract(region).resize(sidePx, sidePx, { fit: 'inside' }), header.format);
}

async function toJpeg(picture: Sharp, from: ImageFormat): Promise<Uint8Array> {
  return picture
    .jpeg({ quality })
    .toBuffer()
    .catch((cause: unknown) => {
      throw decodeError(from, cause);
    });
}
