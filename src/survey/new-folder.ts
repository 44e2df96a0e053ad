/** Folders that take their place when all of it is there, and not before. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** mkdtemp's own letters. */
const randomLength = 6;

/**
 * Makes `TARGET.new-Ab12Cd` beside where it will be, so that it can be renamed; for its owner only. What a killed program left of
 * such a folder is taken away. Errors: the system's.
 */
export async function newFolderFor(target: string): Promise<string> {
  const parent = path.dirname(target);
  const beginning = `${path.basename(target)}.new-`;
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (!name.startsWith(beginning) || name.length !== beginning.length + randomLength) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
  return mkdtemp(path.join(parent, beginning));
}
