/** The routes: addresses, schemas, and who answers. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Bundle } from '../bundle/schema.js';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import type { Pool } from '../inference/pool.js';
import type { Admission } from './admission.js';
import { type Classifier, classifyAnswer, classifyQuery, classifyRequest } from './classify.js';
import { addLabelStudio, type LabelStudioParts } from './label-studio/routes.js';
import { describeModel, modelAnswer } from './model.js';
import { answered } from './problem.js';
import { limitRate } from './security.js';
import { expectNoStranger, expectToken } from './token.js';

/** GET /livez and /readyz: open to all, they say nothing. */
export function addHealthRoutes(scope: FastifyInstance, pool: Pick<Pool, 'ready' | 'health'>): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const alive = answered('The program runs', z.strictObject({ status: z.literal('alive') }));
  app.get('/livez', { schema: { operationId: 'isAlive', response: alive } }, async () => ({ status: 'alive' }));
  const words = 'The model is loaded and has recognised a golden picture as it should';
  const ready = answered(words, z.strictObject({ status: z.literal('ready') }));
  app.get('/readyz', { schema: { operationId: 'isReady', response: ready } }, async () => {
    if (pool.ready) return { status: 'ready' };
    const received = pool.health.problem?.code ?? 'none';
    throw new WhosecamError('not-ready', `Expected workers with a tested model; received ${received}`);
  });
}

/** What the guarded routes need. */
export interface GuardedParts {
  readonly bundle: Bundle;
  readonly pool: Pool;
  readonly config: Pick<Config, 'host' | 'token' | 'corsOrigin' | 'rateLimit'>;
  readonly admission: Admission;
  readonly classifier: Classifier;
  /** Label Studio's routes; undefined: there are none. */
  readonly labelStudio: Pick<LabelStudioParts, 'folder'> | undefined;
}

/** All routes that are asked so many times a minute, behind the token if one is set, and else not by strangers' pages. */
export async function addGuardedRoutes(scope: FastifyInstance, parts: GuardedParts): Promise<void> {
  const { config, labelStudio } = parts;
  // First, so that guesses at the token count, too.
  await limitRate(scope, config.rateLimit);
  if (config.token === undefined) {
    scope.addHook('onRequest', async ({ headers }) => expectNoStranger(headers, config));
  }
  scope.register(async (own) => addOwnRoutes(own, parts));
  if (!labelStudio) return;
  scope.register(async (own) =>
    // Label Studio knows no other way to show a word.
    addLabelStudio(own, { ...parts, ...labelStudio, guard: askToken(own, config.token, { orPassword: true }) }),
  );
}

/** POST /v1/classify, GET /v1/model and GET /metrics. */
async function addOwnRoutes(scope: FastifyInstance, parts: GuardedParts): Promise<void> {
  const { bundle, config, admission, classifier } = parts;
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const guard = askToken(scope, config.token);
  const records = answered('One record for a raw body, a list for a form', classifyAnswer);
  app.post(
    '/v1/classify',
    {
      schema: { operationId: 'classify', ...guard, querystring: classifyQuery, response: records },
      onRequest: async (_request, reply) => admission.admit(reply),
    },
    (request, reply) => classifyRequest(request, reply, classifier),
  );
  const model = answered('The model and how far it can be trusted', modelAnswer);
  app.get('/v1/model', { schema: { operationId: 'describeModel', ...guard, response: model } }, async () =>
    describeModel(bundle),
  );
  const metrics = answered('Counts and times for Prometheus', z.string(), 'text/plain');
  app.get('/metrics', { schema: { operationId: 'readMetrics', ...guard, response: metrics } }, async (_, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await classifier.telemetry.text()),
  );
}

/** Has a scope's requests show the token, if one is set; what the document says of it. */
function askToken(scope: FastifyInstance, token: string | undefined, { orPassword = false } = {}) {
  if (token === undefined) return {};
  scope.addHook('onRequest', async (request) => expectToken(token, request.headers.authorization, orPassword));
  return { security: [{ bearer: [] }, ...(orPassword ? [{ basic: [] }] : [])] };
}
