/** A wall clock that can be set while a program runs: Debian's libfaketime before it. The monotonic clock stays, as it does for a real one. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderOf } from './cli.js';

/** libfaketime, where Debian's package `faketime` puts it for this processor. */
const library = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu']
  .map((folder) => `${folder}/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));

export const canSetClock = library !== undefined;

/** Variables for the program, and a way to set its clock: seconds from the real one. */
export async function settableClock(): Promise<{ env: Record<string, string>; set: (seconds: number) => void }> {
  const file = path.join(await folderOf({}), 'clock');
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
  set(0);
  const env = {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { env, set };
}
