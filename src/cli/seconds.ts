/** Options that are a time. */
import { WhosecamError } from '../errors.js';

/** Seconds of an option. Errors: `bad-request`. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new WhosecamError('bad-request', `Expected seconds from 1 to 3600; received ${text}`);
}
