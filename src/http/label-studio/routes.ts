/** Label Studio's protocol for a machine that labels first: it asks, this program fills in boxes and choices, and learns nothing. */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { catalogue, type ErrorCode, toWhosecamError, WhosecamError } from '../../errors.js';
import type { Pool } from '../../inference/pool.js';
import { isAboutService } from '../../inference/record-photo.js';
import type { OkRecord } from '../../recognise/result.js';
import type { Admission } from '../admission.js';
import { type Classifier, recordOf, recordOptions } from '../classify.js';
import { type Intake, readBody } from '../photos.js';
import { answered } from '../problem.js';
import { readInterface } from './interface.js';
import { modelVersion, type Prediction, predictionOf, predictionSchema } from './prediction.js';
import { taskImage, type TaskImages } from './task-image.js';

/** A labelling interface, XML; some hundred times as long as one for this program. */
const interfaceSchema = z.string().max(100_000);

/** What Label Studio sends that matters here; it sends more. */
const predictBody = z.object({
  tasks: z
    .array(z.object({ id: z.union([z.int(), z.string()]).nullish(), data: z.record(z.string(), z.unknown()) }))
    .min(1),
  label_config: interfaceSchema,
});

const setupBody = z.object({ schema: interfaceSchema });

/** A task that has no prediction, and why. */
const taskErrorSchema = z.strictObject({
  task: z.union([z.int(), z.string(), z.null()]),
  code: z.enum(Object.keys(catalogue) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
});

const predictAnswer = z.strictObject({
  /** One for each task, in order: a prediction, or an empty list where the task has an error. */
  results: z.array(z.union([predictionSchema, z.array(predictionSchema).max(0)])),
  errors: z.array(taskErrorSchema),
  model_version: z.string(),
});

/** What the routes work with. */
export interface LabelStudioParts {
  readonly pool: Pick<Pool, 'ready'>;
  readonly admission: Admission;
  readonly classifier: Classifier;
  /** The real path of the folder of `/data/local-files/`; undefined: tasks bring their images along. */
  readonly folder: string | undefined;
  readonly guard: { readonly security?: Record<string, string[]>[] };
}

/** POST /predict, /setup and /webhook, GET /health. The scope's guards stand before them. */
export async function addLabelStudio(scope: FastifyInstance, parts: LabelStudioParts): Promise<void> {
  const { pool, admission, classifier, guard } = parts;
  const { maxBytes } = classifier.intake;
  // A photo in base64 takes 4/3 of its bytes; the rest is for what stands around it.
  takeJson(scope, { ...classifier.intake, maxBytes: 2 * maxBytes });
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const version = modelVersion(classifier.model);

  const health = answered(
    'The model is loaded and tested',
    z.strictObject({ status: z.literal('UP'), model_class: z.string() }),
  );
  app.get('/health', { schema: { operationId: 'isUp', ...guard, response: health } }, async () => {
    if (!pool.ready) throw new WhosecamError('not-ready', 'Expected workers with a tested model; there are none');
    return { status: 'UP' as const, model_class: 'whosecam' };
  });
  const setup = answered('The labelling interface can be filled in', z.strictObject({ model_version: z.string() }));
  app.post(
    '/setup',
    { schema: { operationId: 'setUp', ...guard, body: setupBody, response: setup } },
    async ({ body }) => {
      readInterface(body.schema);
      return { model_version: version };
    },
  );
  const predictions = answered('A prediction for each task, in order', predictAnswer);
  app.post(
    '/predict',
    {
      schema: { operationId: 'predict', ...guard, body: predictBody, response: predictions },
      onRequest: async (_request, reply) => admission.admit(reply),
    },
    async (request, reply) => ({
      ...(await predict(request, reply, request.body, classifier, { folder: parts.folder, maxBytes })),
      model_version: version,
    }),
  );
  const ignored = answered('Heard, and nothing is done about it', z.strictObject({ status: z.literal('ignored') }));
  app.post('/webhook', { schema: { operationId: 'ignoreEvent', ...guard, response: ignored } }, async () => ({
    status: 'ignored' as const,
  }));
}

/** JSON bodies, which count against the budget until they're answered. */
function takeJson(scope: FastifyInstance, intake: Intake): void {
  const held = new WeakMap<FastifyRequest, number>();
  scope.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => intake.budget.give(held.get(request) ?? 0));
  });
  scope.addContentTypeParser('application/json', async (request: FastifyRequest, body: Readable) => {
    const { bytes, count, isTooLarge } = await readBody(request, body, intake);
    held.set(request, count);
    if (isTooLarge) throw new WhosecamError('too-large', `Expected at most ${intake.maxBytes} bytes; received more`);
    try {
      return JSON.parse(Buffer.from(bytes).toString()) as unknown;
    } catch (cause) {
      throw new WhosecamError('bad-request', 'Expected JSON; received something else', { cause });
    }
  });
}

type Outcome = { readonly prediction: Prediction } | { readonly error: z.infer<typeof taskErrorSchema> };

/** One task after the other. Errors: of the service; those of the first task, when every task has one. */
async function predict(
  request: FastifyRequest,
  reply: FastifyReply,
  { tasks, label_config }: z.infer<typeof predictBody>,
  classifier: Classifier,
  images: TaskImages,
): Promise<Omit<z.infer<typeof predictAnswer>, 'model_version'>> {
  const { field, controls } = readInterface(label_config);
  const options = recordOptions(request, reply, classifier, false);
  const outcomes: Outcome[] = [];
  for (const { id = null, data } of tasks) {
    try {
      const record = await recordOf(await taskImage(data[field], images), request, classifier, options);
      classifier.telemetry.recorded(record);
      outcomes.push({ prediction: predictionOf(expectOk(record), controls) });
    } catch (thrown) {
      const error = toWhosecamError(thrown);
      if (isAboutService(error) || error.code === 'internal') throw error;
      outcomes.push({ error: { task: id, code: error.code, message: error.message } });
    }
  }
  const errors = outcomes.flatMap((one) => ('error' in one ? [one.error] : []));
  const [first] = errors;
  if (first && errors.length === tasks.length) throw new WhosecamError(first.code, first.message);
  return { results: outcomes.map((one) => ('prediction' in one ? one.prediction : [])), errors };
}

function expectOk(record: Awaited<ReturnType<typeof recordOf>>): OkRecord {
  if (record.status === 'ok') return record;
  throw new WhosecamError(record.error.code, record.error.message);
}
