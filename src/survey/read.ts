/** Reads a photo's bytes, never more than allowed and never from what isn't a file. */
import { constants, open } from 'node:fs/promises';
import { WhosecamError } from '../errors.js';
import { systemName } from './file-name.js';
import { notOpened } from './walk.js';

/** Opening a named pipe would wait for someone to write into it; Windows has neither the flag nor the pipe. */
const withoutWaiting = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

/**
 * The bytes of a file. Errors: `unreadable`, also for a file that changes meanwhile: its bytes may be of no photo that ever was;
 * `too-large`, before anything is read, above `maxBytes`.
 */
export async function readPhoto(file: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(systemName(file), constants.O_RDONLY | withoutWaiting).catch((thrown: unknown) => {
    throw notOpened('file', thrown);
  });
  try {
    const facts = await handle.stat({ bigint: true });
    // A pipe or a device would block or never end.
    if (!facts.isFile()) throw new WhosecamError('unreadable', 'Expected a file; received something else');
    if (facts.size > maxBytes) {
      throw new WhosecamError('too-large', `Expected at most ${maxBytes} bytes; received ${facts.size}`);
    }
    const bytes = Buffer.allocUnsafeSlow(Number(facts.size));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    const after = await handle.stat({ bigint: true });
    if (length === bytes.length && after.size === facts.size && after.mtimeNs === facts.mtimeNs) return bytes;
    throw new WhosecamError('unreadable', 'Expected a file that stays as it is while it is read; it changed');
  } catch (thrown) {
    throw thrown instanceof WhosecamError ? thrown : notOpened('file', thrown);
  } finally {
    await handle.close();
  }
}
