/** Builds the service of a review: the page over the photos of one run, and a person's verdicts on them; never listens. */
import type { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Config } from '../config.js';
import type { OkRecord } from '../recognise/result.js';
import { openFastify, type Refuse, tellRequests } from './app.js';
import { addPage } from './page.js';
import { usualPatience } from './patience.js';
import { logCause, sendProblem } from './problem.js';
import { addSecurity, limitRate } from './security.js';
import { expectNoStranger, expectToken } from './token.js';

const share = z.number().min(0).max(1);

/** What a person says about places of a photo; null takes all back. */
const marksSchema = z
  .array(
    z.strictObject({
      box: z.tuple([share, share, share, share]),
      answer: z.enum(['hikvision', 'dahua', 'other-brand', 'unknown-brand', 'not-a-camera']),
      // One line of text: it will stand in tables, on terminals and in reports.
      brandName: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .regex(/^\P{Cc}*$/u)
        .nullable()
        .exactOptional(),
    }),
  )
  .max(200)
  .nullable();

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const verdictBody = z.strictObject({ sha256: sha256Schema, marks: marksSchema });
const photoParams = z.strictObject({ sha256: sha256Schema });
const photoQuery = z.strictObject({ size: z.enum(['small', 'whole']).default('whole') });

/** Bytes of a verdict: 200 marks have fewer than 120 each, and a name of up to 100 characters of up to 4 bytes. */
const maxVerdictBytes = 128 * 1024;

/** What the routes hand out and take in; survey/desk has it. */
export interface ReviewDesk {
  readonly sheet: () => {
    readonly run: string;
    readonly reviewer: string;
    /** Names of other makers, to be suggested. */
    readonly otherMakers: readonly string[];
    readonly photos: readonly {
      readonly record: OkRecord;
      readonly marks: z.infer<typeof marksSchema> | readonly object[];
      readonly at: string | null;
    }[];
  };
  readonly picture: (sha256: string, size: 'small' | 'whole') => Promise<{ type: string; bytes: Uint8Array }>;
  readonly judge: (sha256: string, marks: z.infer<typeof marksSchema>) => Promise<void>;
}

/** What the service is made of. */
export interface ReviewParts {
  readonly desk: ReviewDesk;
  readonly config: Pick<Config, 'host' | 'token' | 'rateLimit'>;
  /** As `buildApp`'s. */
  readonly log?: Writable;
}

/** The service, ready to be injected into or to listen. No request names a file: photos go by their SHA-256. */
export function buildReviewApp({ desk, config, log }: ReviewParts): FastifyInstance {
  const refuse: Refuse = (request, reply, error) => {
    if (error.code === 'internal') logCause(request, error);
    return sendProblem(request, reply, error, { retryAfterS: 1, lingerMs: usualPatience.lingerMs });
  };
  const app = openFastify(refuse, usualPatience, log);
  tellRequests(app, () => undefined);
  if (config.token === undefined) {
    const own = { host: config.host, corsOrigin: [] };
    app.addHook('onRequest', async ({ headers }) => expectNoStranger(headers, own));
  }
  addSecurity(app, { corsOrigin: [] });
  app.register(addPage, { source: 'run' });
  app.register(async (scope) => addReviewRoutes(scope, desk, config));
  return app;
}

async function addReviewRoutes(
  scope: FastifyInstance,
  desk: ReviewDesk,
  { token, rateLimit }: ReviewParts['config'],
): Promise<void> {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  if (token !== undefined) {
    await limitRate(scope, rateLimit);
    app.addHook('onRequest', async (request) => expectToken(token, request.headers.authorization));
  }
  app.get('/v1/review', async () => desk.sheet());
  app.get(
    '/v1/review/photos/:sha256',
    { schema: { params: photoParams, querystring: photoQuery } },
    async ({ params, query }, reply) => {
      const { type, bytes } = await desk.picture(params.sha256, query.size);
      return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
  );
  // JSON only: a stranger's page can't send that without asking first, and it's never allowed to.
  app.post(
    '/v1/review/verdicts',
    { bodyLimit: maxVerdictBytes, schema: { body: verdictBody } },
    async ({ body }, reply) => {
      await desk.judge(body.sha256, body.marks);
      return reply.status(204).send();
    },
  );
}
