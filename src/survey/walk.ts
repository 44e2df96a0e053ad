/** Turns what was named on the command line (files, folders, globs) into one sorted list of photos. */
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { systemCode, WhosecamError } from '../errors.js';
import { nameOf, systemName } from './file-name.js';

/** A photo to look at, or something that should have been looked into and can't be. */
export interface Found {
  /** As named, normalised, with forward slashes; bytes that aren't UTF-8 as `nameOf` writes them. */
  readonly file: string;
  /** Why it can't even be opened: a failed record, never a silent gap. */
  readonly problem?: WhosecamError;
}

/** Endings of photos; a folder's other files are passed over. */
const photoEnding = /\.(jpe?g|png|webp|avif|tiff?|hei[cf])$/i;

/** Folders that network disks make beside the photos: thumbnails of their own, and what was deleted. */
const madeByDisks: ReadonlySet<string> = new Set(['@eaDir', '#recycle', '#snapshot']);

/** Whether a name (no path) is passed over, with all that's below it: hidden, or made by a network disk. */
const isPassedOver = (name: string): boolean => name.startsWith('.') || madeByDisks.has(name);

/** Whether a file at this path below a folder, with forward slashes, is one of the folder's photos. */
export const isPhotoPath = (relative: string): boolean =>
  photoEnding.test(relative) && !relative.split('/').some(isPassedOver);

/**
 * Every photo under `named`, sorted by `file` in code-unit order, each once.
 *
 * A file that is named itself, or matched by a glob, is always taken; of a folder, files with a photo's ending are, at any depth.
 * Hidden files and folders (`.Trash`, macOS's `._IMG_1.jpg`) are passed over, and those of network disks. Links to folders are followed, each folder
 * is looked into once. What doesn't exist or can't be opened comes out with its `problem`.
 * Errors: `bad-request` when a glob matches nothing.
 */
export async function walk(named: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  const linked: string[] = [];
  const seen = new Set<string>();
  const look = (folder: string) => walkFolder(folder, { found, linked, seen });

  for (const name of (await Promise.all(named.map(expand))).flat()) {
    const what = await kindOf(name);
    if (what === 'folder') await look(name);
    else found.push(what === 'file' ? { file: toFile(name) } : { file: toFile(name), problem: what });
  }
  // Links last: a folder that can be reached by its own name keeps it, and a loop ends where it began.
  for (let link = linked.shift(); link !== undefined; link = linked.shift()) await look(link);
  return unique(found);
}

/** The name itself if it exists, else what it matches as a glob. */
async function expand(name: string): Promise<string[]> {
  if (!isDynamicPattern(name) || (await exists(name))) return [name];
  const pattern = name.split(path.sep).join('/');
  const absolute = path.isAbsolute(name);
  const matches = await glob([pattern], { absolute, onlyFiles: false, expandDirectories: false });
  if (matches.length === 0) throw new WhosecamError('bad-request', `Expected files that match ${name}; received none`);
  return matches;
}

interface Walk {
  readonly found: Found[];
  /** Links to folders, kept for later. */
  readonly linked: string[];
  /** Real paths of the folders that were looked into. */
  readonly seen: Set<string>;
}

async function walkFolder(folder: string, walking: Walk): Promise<void> {
  try {
    const real = (await realpath(systemName(folder), 'buffer')).toString('latin1');
    if (walking.seen.has(real)) return;
    walking.seen.add(real);
    for (const entry of await readdir(systemName(folder), { withFileTypes: true, encoding: 'buffer' })) {
      const ownName = nameOf(entry.name);
      const name = path.join(folder, ownName);
      if (isPassedOver(ownName)) continue;
      if (entry.isDirectory()) await walkFolder(name, walking);
      else if (entry.isSymbolicLink() && (await kindOf(name)) === 'folder') walking.linked.push(name);
      else if (photoEnding.test(ownName)) walking.found.push({ file: toFile(name) });
    }
  } catch (thrown) {
    walking.found.push({ file: toFile(folder), problem: notOpened('folder', thrown) });
  }
}

async function kindOf(name: string): Promise<'file' | 'folder' | WhosecamError> {
  try {
    return (await stat(systemName(name))).isDirectory() ? 'folder' : 'file';
  } catch (thrown) {
    return notOpened('file', thrown);
  }
}

const exists = async (name: string): Promise<boolean> => !((await kindOf(name)) instanceof WhosecamError);

/** `unreadable`, with the system's code (ENOENT, EACCES ...) and without its path. */
export function notOpened(what: 'file' | 'folder', thrown: unknown): WhosecamError {
  const words = `Expected a ${what} that can be opened; received ${systemCode(thrown)}`;
  return new WhosecamError('unreadable', words, { cause: thrown });
}

const toFile = (name: string): string => path.normalize(name).split(path.sep).join('/');

function unique(found: readonly Found[]): Found[] {
  const byPlace = new Map<string, Found>();
  for (const one of found) {
    const place = path.resolve(one.file);
    if (!byPlace.has(place)) byPlace.set(place, one);
  }
  return [...byPlace.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}
