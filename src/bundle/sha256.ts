/** The fingerprint that bundles are checked by and records name their files by. */
import { createHash } from 'node:crypto';

/** SHA-256 of some bytes, lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
