/** Photos of the comparisons. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { enlargedJpeg } from '../dist/image/enlarge.js';

const fixtures = fileURLToPath(new URL('../fixtures/photos', import.meta.url));

/** Limits that no photo reaches. */
export const anyPhoto = { maxBytes: 2 ** 30, maxPixels: 2 ** 28 };

/** The user's photos (JPEG files of a folder), or every `step`-th fixture at 12 megapixels. */
export async function readPhotos(folder, step = 6) {
  const names = readdirSync(folder ?? fixtures)
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort();
  if (folder !== undefined) return names.map((name) => readFileSync(path.join(folder, name)));
  const some = names.filter((_, i) => i % step === 0);
  const size = { width: 4032, height: 3024 };
  return Promise.all(some.map((name) => enlargedJpeg(readFileSync(path.join(fixtures, name)), size)));
}
