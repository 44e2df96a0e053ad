/** Decoded picture: 8-bit sRGB, interleaved RGB, upright. `data.length === width * height * 3`. */
export interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Picture formats that the decoder lets in. */
export type ImageFormat = 'jpeg' | 'heic' | 'png' | 'webp' | 'avif' | 'tiff';

/** What the file says about itself; width and height in pixels of the upright picture. */
export interface ImageInfo {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  /** ISO 8601 as written in the file (zone only when the file has one), absent when the file has none. */
  readonly takenAt?: string | undefined;
  /** Make and model of the device, at most 64 characters, absent when the file has none. */
  readonly takenWith?: string | undefined;
  /** Decimal degrees, WGS 84, absent when the file has none. */
  readonly location?: { readonly lat: number; readonly lon: number } | undefined;
  /** Metres above the sea, absent when the file has none. */
  readonly altitudeM?: number | undefined;
  /** Where the device looked, degrees 0..<360 clockwise from north; absent when the file has none. */
  readonly direction?: { readonly degrees: number; readonly north: 'true' | 'magnetic' | null } | undefined;
}

/** Limits that are checked on the header, before any pixel is decoded; and one that can't be. */
export interface DecodeLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
  /** Milliseconds after which decoding is ended, in full seconds but for a HEIC. Default 10000. */
  readonly decodeTimeoutMs?: number;
}
