/** Builds the HTTP service; never listens. */
import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Bundle } from '../bundle/schema.js';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import { createAdmission } from './admission.js';
import { addPage } from './page.js';
import { logCause, problemOf, sendProblem, toProblemError } from './problem.js';
import { addHealthRoutes, addModelRoutes } from './routes.js';

/** What the service is made of. */
export interface AppParts {
  readonly pool: Pool;
  readonly loaded: { readonly bundle: Bundle };
  readonly config: Pick<Config, 'token' | 'workers' | 'queue' | 'maxBytes' | 'timeoutMs'>;
  /** Where one line a request goes: id, method, route, status, time; nothing of the photo, no query, no name. Default: nowhere. */
  readonly log?: Writable;
}

/** Most photos of one request. */
const maxParts = 16;

/** A whole request, upload and all its photos, must come within this. */
const requestTimeoutMs = 300_000;

/** Fastify's own log lines about a request would hold its query and the caller's address. */
const serializers = {
  req: ({ method }: { readonly method: string }) => ({ method }),
  res: ({ statusCode }: { readonly statusCode: number }) => ({ statusCode }),
};

/** The service, ready to be injected into or to listen. */
export function buildApp({ pool, loaded, config, log }: AppParts): FastifyInstance {
  // Half the time limit: how long the photo that runs now may yet take, on average.
  const retryAfterS = Math.max(1, Math.ceil(config.timeoutMs / 2000));
  const app = Fastify({
    logger: log ? { level: 'info', stream: log, base: null, serializers } : false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: config.maxBytes,
    requestTimeout: requestTimeoutMs,
    frameworkErrors: (error, request, reply) => {
      void sendProblem(request, reply, toProblemError(error), retryAfterS);
    },
    clientErrorHandler: (_error, socket) => {
      const error = new WhosecamError('bad-request', 'Expected an HTTP request; received something else');
      if (socket.writable) socket.end(rawProblem(error));
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });
  app.addHook('onResponse', async ({ id, method, routeOptions }, reply) => {
    app.log.info({ id, method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
  });
  app.setErrorHandler((thrown, request, reply) => {
    const error = toProblemError(thrown);
    if (error.code === 'internal') logCause(request, error);
    return sendProblem(request, reply, error, retryAfterS);
  });
  app.setNotFoundHandler((request, reply) => {
    const error = unknownAddress(app, request.method, request.url);
    if (error.allowed) reply.header('allow', error.allowed.join(', '));
    return sendProblem(request, reply, error.error, retryAfterS);
  });
  takePhotos(app, config.maxBytes);
  const admission = createAdmission(config.workers + config.queue);
  app.register(addPage);
  app.register(async (scope) => addHealthRoutes(scope, pool));
  app.register(async (scope) => addModelRoutes(scope, { pool, bundle: loaded.bundle, config, admission }));
  return app;
}

/** Bodies that are understood: forms, pictures and unnamed bytes. What a picture is, its bytes say. */
function takePhotos(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  const whole = async (_request: unknown, body: Buffer) => body;
  app.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, whole);
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, whole);
  app.register(multipart, {
    // One field and one part more than allowed are let in, so that they can be named in the answer.
    limits: { fileSize: maxBytes, parts: maxParts, fields: 1, fieldSize: 1024, fieldNameSize: 100, headerPairs: 100 },
    // A photo that's too large fails alone: it's truncated, seen to be, and refused.
    throwFileSizeLimit: false,
  });
}

/** 405 where the address exists for other methods, else 404. */
function unknownAddress(app: FastifyInstance, method: string, url: string) {
  const path = url.split('?')[0] ?? url;
  const allowed = ['GET', 'POST'].filter((other) => app.hasRoute({ method: other, url: path }));
  if (allowed.length === 0) return { error: new WhosecamError('not-found', 'Expected a known address') };
  const error = new WhosecamError('method-not-allowed', `Expected ${allowed.join(' or ')}; received ${method}`);
  return { error, allowed };
}

/** For what isn't HTTP at all there's no reply object. */
function rawProblem(error: WhosecamError): string {
  const body = JSON.stringify(problemOf(error, randomUUID()));
  const head = ['HTTP/1.1 400 Bad Request', 'content-type: application/problem+json', 'connection: close'];
  return [...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}
