/** Photos and their records on disk, only where the operator asked for it (`--keep DIR`). */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';

/** Finishes what was begun with a photo: beside its record, or taken away when there's none. */
export type Finish = (record: ResultRecord | undefined) => Promise<void>;

/** Keeps photos. Its methods never fail: what can't be written is told to `onError`. */
export interface Keeper {
  /** Writes a photo's bytes, as they were sent, before they go to a worker. */
  begin(photo: { bytes: Uint8Array; sha256: string; requestId: string }, onError: OnKeepError): Promise<Finish>;
}

/** Told why a photo or record wasn't kept. */
export type OnKeepError = (error: WhosecamError) => void;

/** Photos of people's houses: for the operator only. */
const mode = 0o600;

/**
 * Keeps photos as `SHA256.FORMAT` and records as `SHA256.json` in a folder; a photo that failed has the ending `bin`.
 * Errors: `bad-config` when the folder can't be made.
 */
export async function openKeeper(folder: string): Promise<Keeper> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new WhosecamError('bad-config', 'Expected a folder for --keep that can be made; it can not', { cause });
  });
  return {
    async begin({ bytes, sha256, requestId }, onError) {
      const at = (ending: string) => path.join(folder, `${sha256}.${ending}`);
      // Under another name until it's whole: who reads the folder never sees half a photo.
      const part = at(`${requestId}.part`);
      const told = (work: Promise<void>): Promise<void> =>
        work.catch((cause: unknown) => onError(new WhosecamError('internal', 'Expected to keep a photo', { cause })));
      await told(writeFile(part, bytes, { mode }));
      return (record) => told(record ? put(part, at, record) : rm(part, { force: true }));
    },
  };
}

async function put(part: string, at: (ending: string) => string, record: ResultRecord): Promise<void> {
  await rename(part, at(record.status === 'ok' ? record.image.format : 'bin'));
  await writeFile(at('json'), `${JSON.stringify(record, null, 2)}\n`, { mode });
}
