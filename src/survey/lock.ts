/** One run at a time for an output: a lock of the system's, which ends with the process, however that ends. */
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode, WhosecamError } from '../errors.js';
import { writeError } from './write-error.js';

/** A lock that is held. */
export interface Lock {
  /** Gives the lock back and takes its file away. */
  readonly release: () => Promise<void>;
}

/**
 * Locks `FILE.lock`. What a killed run left of it is in nobody's way: the file stays, its lock is gone.
 * Errors: `in-use` while another run holds it; `disk-full` or `not-written` where there can't be such a file or such a lock.
 */
export async function lockOutput(file: string): Promise<Lock> {
  const name = `${file}.lock`;
  for (;;) {
    const handle = await open(name, 'a').catch((thrown: unknown) => {
      throw writeError('a place for the output that can be written', thrown);
    });
    try {
      if (!(await tryLock(handle.fd))) {
        throw new WhosecamError(
          'in-use',
          `Expected an output that no other run writes to; ${path.basename(file)} is in use`,
        );
      }
      // Whoever held it before may have taken the file away since we opened it; then others lock a new one.
      if (await isStill(handle, name))
        return { release: () => rm(name, { force: true }).finally(() => handle.close()) };
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
    await handle.close();
  }
}

async function tryLock(fd: number): Promise<boolean> {
  try {
    // Loaded here only: no other command needs it, and it isn't built for every system.
    return (await import('fs-native-extensions')).tryLock(fd);
  } catch (cause) {
    throw new WhosecamError(
      'not-written',
      `Expected a place where files can be locked; received ${systemCode(cause)} (choose an --output on this machine's own disk)`,
      { cause },
    );
  }
}

/** Whether the name still leads to the file that was opened. */
async function isStill(handle: FileHandle, name: string): Promise<boolean> {
  const opened = await handle.stat({ bigint: true });
  const named = await stat(name, { bigint: true }).catch(() => undefined);
  return named?.ino === opened.ino && named.dev === opened.dev;
}
