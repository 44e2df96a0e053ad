/** Slow clients hold places that others need: they are cut off. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { WhosecamError } from '../errors.js';
import { problemOf } from './problem.js';

/** How long the service waits for a client, milliseconds. */
export interface Patience {
  /** For a request's head. */
  readonly headersMs: number;
  /** For a whole request, its photos' recognition between its parts included. */
  readonly requestMs: number;
  /** Time in which `paceBytes` must come while a body is read. */
  readonly paceMs: number;
  readonly paceBytes: number;
  /** For what is still uploaded after the answer, which nobody reads. */
  readonly lingerMs: number;
}

/** A head fits one packet; 1 KiB/s is less than any phone's network that works at all; nginx lingers for 30 s, too. */
export const usualPatience: Patience = {
  headersMs: 10_000,
  requestMs: 300_000,
  paceMs: 10_000,
  paceBytes: 10 * 1024,
  lingerMs: 30_000,
};

/**
 * Reads from a request's body; who sends too slowly meanwhile gets 408 and is cut off, and the read fails with `too-slow`.
 * Waiting for an answer between two parts doesn't count: then it's the service that is slow.
 */
export async function atPace<T>(request: FastifyRequest, patience: Patience, read: () => Promise<T>): Promise<T> {
  const { socket } = request.raw;
  const cut: { error?: WhosecamError } = {};
  let before = socket.bytesRead;
  const watch = setInterval(() => {
    if (socket.bytesRead - before < patience.paceBytes) {
      cut.error ??= tooSlow(`at least ${patience.paceBytes} bytes of the body in ${patience.paceMs} ms`);
      cutOff(socket, cut.error, request.id);
    }
    before = socket.bytesRead;
  }, patience.paceMs);
  try {
    return await read();
  } catch (thrown) {
    throw cut.error ?? thrown;
  } finally {
    clearInterval(watch);
  }
}

/** Answers what Node's HTTP parser gave up on: no request came of it, or not in time. */
export function answerClientError(thrown: NodeJS.ErrnoException, socket: Duplex): void {
  const isSlow = thrown.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const notHttp = new WhosecamError('bad-request', 'Expected an HTTP request; received something else');
  cutOff(socket, isSlow ? tooSlow('the whole request in time') : notHttp, randomUUID());
}

const tooSlow = (words: string): WhosecamError => new WhosecamError('too-slow', `Expected ${words}; received less`);

/** There's no reply object for what isn't a whole request: the problem goes straight to the socket. */
function cutOff(socket: Duplex & { destroySoon?: () => void }, error: WhosecamError, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemOf(error, requestId));
  const status = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`;
  const head = [status, 'content-type: application/problem+json', 'connection: close', `x-request-id: ${requestId}`];
  socket.write([...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
  socket.destroySoon?.();
}
