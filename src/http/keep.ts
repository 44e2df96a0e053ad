/** Photos and their records on disk, only where the operator asked for it (`--keep DIR`). */
import { access, constants, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode, WhosecamError } from '../errors.js';
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

/** Under another name until it's whole: who reads the folder never sees half a photo, or half a record. */
const partName = /^[0-9a-f]{64}\.[0-9a-f-]{36}\.(?:photo|record)\.part$/;

/**
 * Keeps photos as `SHA256.FORMAT` and records as `SHA256.json` in a folder of one service; a photo that failed has the ending
 * `bin`. What a killed service hadn't finished is taken away. Errors: `bad-config` when the folder can't be made or written.
 */
export async function openKeeper(folder: string): Promise<Keeper> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => access(folder, constants.W_OK))
    .then(() => takeAway(folder))
    .catch((cause: unknown) => {
      const words = `Expected a folder for --keep that can be made and written; received ${systemCode(cause)}`;
      throw new WhosecamError('bad-config', words, { cause });
    });
  return {
    async begin({ bytes, sha256, requestId }, onError) {
      const at = (ending: string) => path.join(folder, `${sha256}.${ending}`);
      const parts = { photo: at(`${requestId}.photo.part`), record: at(`${requestId}.record.part`) };
      const fail = async (cause: unknown): Promise<void> => {
        onError(new WhosecamError('internal', 'Expected to keep a photo', { cause }));
        for (const part of Object.values(parts)) await rm(part, { force: true }).catch(() => undefined);
      };
      const isWhole = await writeFile(parts.photo, bytes, { mode }).then(
        () => true,
        (cause: unknown) => fail(cause).then(() => false),
      );
      const finish: Finish = async (record) => {
        if (!record) return rm(parts.photo, { force: true });
        await writeFile(parts.record, `${JSON.stringify(record, null, 2)}\n`, { mode });
        await rename(parts.photo, at(record.status === 'ok' ? record.image.format : 'bin'));
        await rename(parts.record, at('json'));
      };
      return async (record) => (isWhole ? finish(record).catch(fail) : undefined);
    },
  };
}

async function takeAway(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (partName.test(name)) await rm(path.join(folder, name));
}
