/** The photos of a request, one after the other: the next is read when the one before is answered. */
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Multipart } from '@fastify/multipart';
import { WhosecamError } from '../errors.js';
import type { Budget } from './budget.js';
import { atPace, type Patience } from './patience.js';

/** A photo as it was sent, or why it can't be taken. */
export interface SentPhoto {
  /** The part's file name without folders; `image` when there is none. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** It went on after `maxBytes`. */
  readonly isTooLarge: boolean;
}

/** What reading is held to. */
export interface Intake {
  /** Bytes of one photo. */
  readonly maxBytes: number;
  readonly budget: Budget;
  readonly patience: Patience;
}

/**
 * A photo's bytes count against the budget until the next one is asked for.
 * Errors: `bad-request` for a body that isn't there, a part that isn't a file named `image` and a form that is torn or
 * empty, `too-many-parts` past the limit, `busy` when the budget is spent.
 */
export async function* sentPhotos(request: FastifyRequest, intake: Intake): AsyncGenerator<SentPhoto, void> {
  if (!request.isMultipart()) {
    yield* bodyPhoto(request, intake);
    return;
  }
  const next = () => atPace(request, intake.patience, () => nextPart(parts));
  let count = 0;
  const parts = request.parts()[Symbol.asyncIterator]();
  for (let part = await next(); part; part = await next()) {
    if (part.fieldname !== 'image' || part.type !== 'file') {
      throw new WhosecamError('bad-request', 'Expected files named image; received a part of another name or kind');
    }
    const { file, filename } = part;
    const { bytes, count: held } = await readBody(request, file, intake);
    try {
      yield { file: filename || 'image', bytes, isTooLarge: file.truncated };
    } finally {
      intake.budget.give(held);
    }
    count += 1;
  }
  if (count === 0) throw new WhosecamError('bad-request', 'Expected a file named image; received none');
}

/** The raw body as the one photo. */
async function* bodyPhoto(request: FastifyRequest, intake: Intake): AsyncGenerator<SentPhoto, void> {
  const body = request.body as Readable | undefined;
  if (!body) {
    throw new WhosecamError('bad-request', 'Expected a photo as the body or in a multipart form; received none');
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > intake.maxBytes) {
    yield { file: 'image', bytes: new Uint8Array(), isTooLarge: true };
    return;
  }
  const { bytes, count, isTooLarge } = await readBody(request, body, intake);
  try {
    yield { file: 'image', bytes, isTooLarge };
  } finally {
    intake.budget.give(count);
  }
}

/** What was read: `count` bytes are held in the budget, for the reader to give back. */
interface Read {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly isTooLarge: boolean;
}

/** A request's body, or a part of it, up to `maxBytes`. When it fails it holds none. Errors: `bad-request`, `busy`, `too-slow`. */
export const readBody = (request: FastifyRequest, stream: Readable, intake: Intake): Promise<Read> =>
  atPace(request, intake.patience, () => readAll(stream, intake).catch(torn));

async function readAll(stream: Readable, { maxBytes, budget }: Intake): Promise<Read> {
  const chunks: Buffer[] = [];
  let count = 0;
  try {
    // A body that is left unread must not be destroyed: the answer goes out on the same connection.
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (count + chunk.length > maxBytes) return { bytes: new Uint8Array(), count, isTooLarge: true };
      budget.take(chunk.length);
      count += chunk.length;
      chunks.push(chunk);
    }
  } catch (thrown) {
    budget.give(count);
    throw thrown;
  }
  return { bytes: Buffer.concat(chunks), count, isTooLarge: false };
}

async function nextPart(parts: AsyncIterator<Multipart>): Promise<Multipart | undefined> {
  const next = await parts.next().catch(torn);
  return next.done === true ? undefined : next.value;
}

/** The parser's own errors have no status, nor has a caller that hangs up; the limits' have. */
function torn(thrown: unknown): never {
  if (thrown instanceof WhosecamError || (thrown instanceof Error && 'statusCode' in thrown)) throw thrown;
  throw new WhosecamError('bad-request', 'Expected a whole body; received a broken one', { cause: thrown });
}
