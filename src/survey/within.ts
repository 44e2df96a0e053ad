/** Keeps to a folder: what names a file in it must not lead out of it. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { systemCode, WhosecamError } from '../errors.js';
import { nameOf, systemName } from './file-name.js';

/**
 * The real path of a folder's file: neither `..` nor a link leads out of it, nor tells what lies outside. `folder` is a real path.
 * Errors: `bad-request` for a path that leaves it; `unreadable` where there's no file.
 */
export async function fileWithin(folder: string, relative: string): Promise<string> {
  const outside = new WhosecamError('bad-request', 'Expected a file of the folder; received a path that leaves it');
  const named = path.resolve(folder, relative);
  if (relative.includes('\0') || !isWithin(folder, named)) throw outside;
  const real = await realpath(systemName(named), 'buffer').catch((cause: unknown) => {
    const words = `Expected a file that can be opened; received ${systemCode(cause)}`;
    throw new WhosecamError('unreadable', words, { cause });
  });
  if (!isWithin(folder, nameOf(real))) throw outside;
  return nameOf(real);
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}
