/** A client that is refused while it uploads must be able to read why. */
import { finished, PassThrough, type Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';

/**
 * An answer to a client that is still uploading. It ends when the upload does, or after `lingerMs`, and what comes until
 * then is thrown away: a connection that is closed while its client writes is reset, and the answer lost with it
 * (RFC 9112, section 9.6). The answer's length must be announced, for its end comes late.
 */
export function lingering(request: FastifyRequest, answer: string, lingerMs: number): Readable {
  const stream = new PassThrough();
  stream.write(answer);
  const timer = setTimeout(() => stream.end(), lingerMs);
  finished(request.raw, { writable: false }, () => {
    clearTimeout(timer);
    stream.end();
  });
  request.raw.unpipe().resume();
  return stream;
}
