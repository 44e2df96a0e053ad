/** Evidence packs: photos to make them of, and what's in them. */
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode, paint } from './pictures.js';

/** A new folder. */
export const newFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'whosecam-pack-'));

/** A photo of one colour, another one for each number. */
export const fixturePhoto = (number: number): Promise<Buffer> =>
  encode(paint(160, 120, () => [40 * number, 100, 200]))
    .jpeg()
    .toBuffer();

/** Every file of a folder, by its way from there with `/`, sorted. */
export async function packed(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const)),
  );
}
