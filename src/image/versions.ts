import { sharp } from './sharp.js';

/** Versions of the libraries that decode pictures. */
export function imageVersions(): { readonly sharp: string; readonly libvips: string } {
  const { sharp: own, vips } = sharp.versions;
  return { sharp: own, libvips: vips };
}
