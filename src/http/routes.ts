/** The routes: addresses, schemas, and who answers. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Bundle } from '../bundle/schema.js';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import type { Admission } from './admission.js';
import { classifyAnswer, classifyQuery, classifyRequest } from './classify.js';
import { describeModel, modelAnswer } from './model.js';
import { problemResponses } from './problem.js';
import { expectToken } from './token.js';

/** GET /livez and /readyz: open to all, they say nothing. */
export function addHealthRoutes(scope: FastifyInstance, pool: Pick<Pool, 'ready'>): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const alive = z.strictObject({ status: z.literal('alive') });
  app.get('/livez', { schema: { response: { 200: alive, ...problemResponses } } }, async () => ({
    status: 'alive' as const,
  }));
  const ready = z.strictObject({ status: z.literal('ready') });
  app.get('/readyz', { schema: { response: { 200: ready, ...problemResponses } } }, async () => {
    if (!pool.ready) throw new WhosecamError('not-ready', 'Expected workers with a loaded model; there are none');
    return { status: 'ready' as const };
  });
}

/** What the /v1 routes need. */
export interface ModelRouteParts {
  readonly pool: Pool;
  readonly bundle: Bundle;
  readonly config: Pick<Config, 'token' | 'maxBytes'>;
  readonly admission: Admission;
}

/** POST /v1/classify and GET /v1/model, behind the token if one is set. */
export function addModelRoutes(scope: FastifyInstance, { pool, bundle, config, admission }: ModelRouteParts): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const { token, maxBytes } = config;
  if (token !== undefined) {
    app.addHook('onRequest', async (request) => expectToken(token, request.headers.authorization));
  }
  const model = { id: bundle.id, version: bundle.version };
  app.post(
    '/v1/classify',
    {
      schema: { querystring: classifyQuery, response: { 200: classifyAnswer, ...problemResponses } },
      onRequest: async (_request, reply) => admission.admit(reply),
    },
    (request, reply) => classifyRequest(request, reply, { pool, model, maxBytes }),
  );
  app.get('/v1/model', { schema: { response: { 200: modelAnswer, ...problemResponses } } }, async () =>
    describeModel(bundle),
  );
}
