/** The photos of a request, one after the other: the next is read when the one before is answered. */
import type { FastifyRequest } from 'fastify';
import type { Multipart } from '@fastify/multipart';
import { WhosecamError } from '../errors.js';

/** A photo as it was sent, or why it can't be taken. */
export interface SentPhoto {
  /** The part's file name without folders; `image` when there is none. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** It went on after `maxBytes`. */
  readonly isTooLarge: boolean;
}

/**
 * Errors: `bad-request` for a part that isn't a file named `image` and for a form that is torn or empty,
 * `too-many-parts` past the limit.
 */
export async function* sentPhotos(request: FastifyRequest): AsyncGenerator<SentPhoto, void> {
  let count = 0;
  const parts = request.parts()[Symbol.asyncIterator]();
  for (let part = await nextPart(parts); part; part = await nextPart(parts)) {
    if (part.fieldname !== 'image' || part.type !== 'file') {
      throw new WhosecamError('bad-request', 'Expected files named image; received a part of another name or kind');
    }
    const bytes = await part.toBuffer().catch(torn);
    yield { file: part.filename || 'image', bytes, isTooLarge: part.file.truncated };
    count += 1;
  }
  if (count === 0) throw new WhosecamError('bad-request', 'Expected a file named image; received none');
}

async function nextPart(parts: AsyncIterator<Multipart>): Promise<Multipart | undefined> {
  const next = await parts.next().catch(torn);
  return next.done === true ? undefined : next.value;
}

/** The parser's own errors have no status; the limits' have. */
function torn(thrown: unknown): never {
  if (thrown instanceof Error && 'statusCode' in thrown) throw thrown;
  throw new WhosecamError('bad-request', 'Expected a whole multipart form; received a broken one', { cause: thrown });
}
