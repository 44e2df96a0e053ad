/** What the system says when something can't be written, as errors of the catalogue. */
import { WhosecamError } from '../errors.js';

/** Disk, quota, or the greatest file that the system allows (`ulimit -f`). */
const noRoom: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** `disk-full` where there's no room, else `not-written`; with the system's code. */
export function writeError(expected: string, thrown: unknown): WhosecamError {
  const code = systemCode(thrown);
  return new WhosecamError(
    noRoom.includes(code) ? 'disk-full' : 'not-written',
    `Expected ${expected}; received ${code}`,
    { cause: thrown },
  );
}

/** `ENOENT`, `EACCES` ... */
export const systemCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'an error';
