/** A task's image: in the task itself, or a file of the one folder that the operator named. Nothing is ever fetched. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { WhosecamError } from '../../errors.js';
import { readPhoto } from '../../survey/read.js';
import { fileWithin } from '../../survey/within.js';
import type { SentPhoto } from '../photos.js';

/** Where tasks may take images from. */
export interface TaskImages {
  /** Folder of `/data/local-files/?d=...`, as `openTaskFolder` gave it; undefined: no files. */
  readonly folder: string | undefined;
  readonly maxBytes: number;
}

/** The folder's real path. Errors: `bad-config` when it's none. */
export async function openTaskFolder(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined || !(await stat(real)).isDirectory()) {
    throw new WhosecamError('bad-config', 'Expected a folder for --label-studio-files; there is none');
  }
  return real;
}

/**
 * The image that a task's data names.
 * Errors: `bad-request` for any other address, and for a file outside the folder; `unreadable`, `too-large`.
 */
export async function taskImage(address: unknown, { folder, maxBytes }: TaskImages): Promise<SentPhoto> {
  const inTask = typeof address === 'string' ? /^data:[\w.+-]+\/[\w.+-]+;base64,/i.exec(address)?.[0] : undefined;
  if (inTask !== undefined) {
    const bytes = decodeBase64((address as string).slice(inTask.length));
    return { file: 'image', bytes, isTooLarge: bytes.length > maxBytes };
  }
  const local = typeof address === 'string' ? /^\/data\/local-files\/\?d=([^&]+)$/.exec(address)?.[1] : undefined;
  if (local === undefined) {
    throw new WhosecamError(
      'bad-request',
      'Expected an image as data:image/...;base64,... or /data/local-files/?d=...; received something else, and nothing is fetched',
    );
  }
  if (folder === undefined) {
    throw new WhosecamError('bad-request', 'Expected --label-studio-files for tasks with local files; it is not set');
  }
  const file = await fileWithin(folder, decodePath(local));
  return { file: path.basename(file), bytes: await readPhoto(file, maxBytes), isTooLarge: false };
}

/** Strict: a decoder that passes over what it doesn't know would make a picture of something else. */
function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return bytes;
  throw new WhosecamError('bad-request', 'Expected base64 after data:...;base64,; received something else');
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new WhosecamError('bad-request', 'Expected a path in %-coding after ?d=; received something else', { cause });
  }
}
