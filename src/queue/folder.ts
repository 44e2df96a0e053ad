/** Photos in a folder that producer and workers share. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode, WhosecamError } from '../errors.js';
import { readPhoto } from '../survey/read.js';
import { walk } from '../survey/walk.js';
import { fileWithin } from '../survey/within.js';
import type { PhotoSource } from './source.js';

/** Errors: `bad-request` when it's no folder. */
export async function openFolder(folder: string): Promise<PhotoSource> {
  const isFolder = await stat(folder).then(
    (facts) => facts.isDirectory(),
    (thrown: unknown) => {
      throw new WhosecamError('bad-request', `Expected a folder with photos; received ${systemCode(thrown)}`);
    },
  );
  if (!isFolder) throw new WhosecamError('bad-request', 'Expected a folder with photos; received something else');
  const real = await realpath(folder);
  return {
    list: () => walk([folder]),
    pathOf: (file) => path.relative(folder, file).split(path.sep).join('/'),
    read: async (relative, maxBytes) => readPhoto(await fileWithin(real, relative), maxBytes),
  };
}
