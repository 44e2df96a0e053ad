import { WhosecamError } from '../../src/errors.js';

/** Code of the catalogue error that a promise ends with; 'none' when it doesn't fail, 'other' for anything else. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof WhosecamError ? error.code : 'other'),
  );
}
