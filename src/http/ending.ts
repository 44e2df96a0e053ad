/** The service's end: who was let in and has no answer yet gets one, in time. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WhosecamError } from '../errors.js';
import { problemOf } from './problem.js';

/**
 * When `ending` aborts, every request that is unanswered gets 503 `interrupted`, whatever it waits for: its turn, its photo
 * or the rest of its own body. What its handler brings later is dropped. `retryAfterS`: seconds until another service may stand here.
 */
export function answerAtEnd(app: FastifyInstance, ending: AbortSignal, retryAfterS: number): void {
  const open = new Map<FastifyReply, FastifyRequest>();
  app.addHook('onRequest', async (request, reply) => {
    open.set(reply, request);
    reply.raw.once('close', () => open.delete(reply));
  });
  const answerAll = (): void => {
    for (const [reply, request] of open) if (!reply.sent) answerNow(request, reply, retryAfterS);
  };
  ending.addEventListener('abort', answerAll, { once: true });
  app.addHook('onClose', async () => ending.removeEventListener('abort', answerAll));
}

/** Past the handler, which holds the reply and isn't done with it. */
function answerNow(request: FastifyRequest, reply: FastifyReply, retryAfterS: number): void {
  const error = new WhosecamError('interrupted', 'Expected to finish before the program ends; it ends now');
  reply.headers({ 'content-type': 'application/problem+json', 'retry-after': retryAfterS, connection: 'close' });
  reply.hijack();
  for (const [name, value = ''] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value);
  reply.raw.statusCode = error.status;
  reply.raw.end(JSON.stringify(problemOf(error, request.id)));
}
