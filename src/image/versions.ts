import { heicVersion } from './heic/decode.js';
import { sharp } from './sharp.js';

/** Versions of the libraries that decode pictures; null for libheif where it doesn't run, and so no HEIC can be read. */
export async function imageVersions(): Promise<{ sharp: string; libvips: string; libheif: string | null }> {
  const { sharp: own, vips } = sharp.versions;
  return { sharp: own, libvips: vips, libheif: (await heicVersion()) ?? null };
}
