/** The project's own pictures, and the released model to recognise them with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { createRecogniser, type Recognition } from '../../src/recognise/recognise.js';
import { boxNormSchema } from '../../src/recognise/result.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const limits = { maxBytes: 64 * 1024 * 1024, maxPixels: 50e6 };

const truthSchema = z.array(
  z.object({
    file: z.string(),
    cameras: z.array(
      z.object({
        form: z.string(),
        brand: z.string(),
        box: boxNormSchema,
        markHeightPx: z.number(),
        markLegible: z.boolean(),
      }),
    ),
  }),
);

/** What each rendered photo shows, as the renderer knows it. */
export type Truth = z.infer<typeof truthSchema>[number];

/** The rendered photos' truth. */
export async function readTruth(): Promise<Truth[]> {
  return truthSchema.parse(JSON.parse(await readFile(join(folder, 'photos', 'truth.json'), 'utf8')));
}

/** Bytes of a fixture, by its path under fixtures/. */
export async function readFixture(path: string): Promise<Uint8Array> {
  return readFile(join(folder, path));
}

/** Recognises fixtures with the released model. */
export async function openReleased(): Promise<(path: string) => Promise<Recognition>> {
  const recogniser = await createRecogniser(await loadBundle(defaultBundleFolder()), { threads: 2 });
  return async (path) => recogniser.recognise(await readFixture(path), limits);
}
