/** What the system says when something can't be written, as errors of the catalogue. */
import { systemCode, WhosecamError } from '../errors.js';

/** Disk, quota, or the greatest file that the system allows (`ulimit -f`). */
const noRoom: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** What to do where there's no room for a run's output. */
const toGoOn = 'what was answered before is kept: make room and give the same command again';

/** `disk-full` where there's no room, with what to do, else `not-written`; with the system's code. */
export function writeError(expected: string, cause: unknown, advice = toGoOn): WhosecamError {
  const words = `Expected ${expected}; received ${systemCode(cause)}`;
  if (!noRoom.includes(systemCode(cause))) return new WhosecamError('not-written', words, { cause });
  return new WhosecamError('disk-full', `${words} (${advice})`, { cause });
}

/** `disk-full`, with what to do, for an error of a disk without room; any other error as it is. */
export const orDiskFull = (thrown: unknown, expected: string, advice: string): unknown =>
  noRoom.includes(systemCode(thrown)) ? writeError(expected, thrown, advice) : thrown;
