/** Builds the HTTP service; never listens. */
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Bundle } from '../bundle/schema.js';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import { createAdmission } from './admission.js';
import { createBudget } from './budget.js';
import { answerAtEnd } from './ending.js';
import type { Keeper } from './keep.js';
import { addOpenapi, maxParts } from './openapi.js';
import { addPage } from './page.js';
import { answerClientError, type Patience, usualPatience } from './patience.js';
import { logCause, sendProblem, toProblemError } from './problem.js';
import { addGuardedRoutes, addHealthRoutes, type GuardedParts } from './routes.js';
import { addSecurity } from './security.js';
import { createTelemetry } from './telemetry.js';

/** What the service is made of. */
export interface AppParts {
  readonly pool: Pool;
  readonly loaded: { readonly bundle: Bundle };
  readonly config: Pick<
    Config,
    'host' | 'token' | 'corsOrigin' | 'rateLimit' | 'workers' | 'queue' | 'maxBytes' | 'budgetBytes' | 'timeoutMs'
  >;
  /** Keeps photos and records; undefined: nothing is written. */
  readonly keeper?: Keeper | undefined;
  /** Answers Label Studio, too, with images of this folder (its real path), if there is one; undefined: no such routes. */
  readonly labelStudio?: GuardedParts['labelStudio'];
  /** Only tests wait less. */
  readonly patience?: Patience;
  /** When it aborts, all who are unanswered are told that the program ends. */
  readonly ending?: AbortSignal;
  /** Where one line a request goes: id, method, route, status, time; nothing of the photo, no query, no name. Default: nowhere. */
  readonly log?: Writable;
}

/** The service, ready to be injected into or to listen. */
export function buildApp(parts: AppParts): FastifyInstance {
  const { pool, loaded, config, keeper, labelStudio, patience = usualPatience, ending, log } = parts;
  const admission = createAdmission(config.workers + config.queue);
  const budget = createBudget(config.budgetBytes);
  const telemetry = createTelemetry({
    queue: () => pool.queueSize,
    inside: () => admission.inside,
    heldBytes: () => budget.held,
    ready: () => pool.ready,
    workers: () => pool.health,
  });
  // Half the time limit: how long the photo that runs now may yet take, on average.
  const retryAfterS = Math.max(1, Math.ceil(config.timeoutMs / 2000));
  const refuse: Refuse = (request, reply, error) => {
    telemetry.refused(error.code);
    if (error.code === 'internal') logCause(request, error);
    return sendProblem(request, reply, error, { retryAfterS, lingerMs: patience.lingerMs });
  };
  const app = openFastify(refuse, patience, log);
  tellRequests(app, (route, status) => telemetry.requested(route, status));
  if (ending) answerAtEnd(app, ending, retryAfterS);
  addSecurity(app, config);
  addOpenapi(app, { hasBasic: labelStudio !== undefined });
  takePhotos(app, config.maxBytes);
  const { bundle } = loaded;
  const { id, version } = bundle;
  const intake = { maxBytes: config.maxBytes, budget, patience };
  const classifier = { pool, model: { id, version }, intake, telemetry, keeper };
  app.register(addPage);
  app.register(async (scope) => addHealthRoutes(scope, pool));
  app.register(async (scope) => addGuardedRoutes(scope, { bundle, pool, config, admission, classifier, labelStudio }));
  return app;
}

/** Every answer bears its request's id and is kept by nobody; each gets a line in the log. `onEnd`: the route as declared, and the status. */
export function tellRequests(app: FastifyInstance, onEnd: (route: string | undefined, status: number) => void): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
  });
  app.addHook('onResponse', async ({ id, method, routeOptions }, reply) => {
    const { statusCode: status } = reply;
    onEnd(routeOptions.url, status);
    app.log.info({ id, method, route: routeOptions.url, status, ms: Math.round(reply.elapsedTime) });
  });
}

/** Answers with a problem. */
export type Refuse = (request: FastifyRequest, reply: FastifyReply, error: WhosecamError) => FastifyReply;

/** Fastify's own log lines about a request would hold its query and the caller's address. */
const serializers = {
  req: ({ method }: { readonly method: string }) => ({ method }),
  res: ({ statusCode }: { readonly statusCode: number }) => ({ statusCode }),
};

/** Fastify with our log, ids, schemas and problems. */
export function openFastify(refuse: Refuse, patience: Patience, log: Writable | undefined): FastifyInstance {
  const app: FastifyInstance = Fastify({
    logger: log ? { level: 'info', stream: log, base: null, serializers } : false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestTimeout: patience.requestMs,
    http: {
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: Math.min(5000, Math.ceil(patience.headersMs / 2)),
    },
    // Whoever has a connection is answered while the service closes, by problems in our own form.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      void refuse(request, reply, toProblemError(error));
    },
    clientErrorHandler: answerClientError,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const refuseUnknown = (request: FastifyRequest, reply: FastifyReply) => {
    const { error, allowed } = unknownAddress(app, request.method, request.url);
    if (allowed) reply.header('allow', allowed.join(', '));
    return refuse(request, reply, error);
  };
  app.setNotFoundHandler(refuseUnknown);
  // What is wrong with the body matters only where somebody would read it.
  app.setErrorHandler((thrown, request, reply) =>
    request.is404 ? refuseUnknown(request, reply) : refuse(request, reply, toProblemError(thrown)),
  );
  return app;
}

/** Bodies that are understood: forms, pictures and unnamed bytes, read when their turn comes. What a picture is, its bytes say. */
function takePhotos(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  const unread = async (_request: unknown, body: Readable) => body;
  app.addContentTypeParser(/^image\//, unread);
  app.addContentTypeParser('application/octet-stream', unread);
  app.register(multipart, {
    // One field and one part more than allowed are let in, so that they can be named in the answer.
    limits: { fileSize: maxBytes, parts: maxParts, fields: 1, fieldSize: 1024, fieldNameSize: 100, headerPairs: 100 },
    // The parser stops for good when a part that it skips fills its buffer in one read of the socket: 64 KiB at most.
    fileHwm: 128 * 1024,
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
