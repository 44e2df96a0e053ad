/** GET /openapi.json: the service described from the schemas that its routes check with; GET /docs: its page. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { z } from 'zod';
import { recordSchema } from '../recognise/result.js';
import { modelAnswer } from './model.js';
import { problemSchema } from './problem.js';

/** Version of the interface, not of the program: it changes when a client must. */
const version = '1.0.0';

/** Most photos of one request. */
export const maxParts = 16;

const photo = { type: 'string', format: 'binary' } as const;

/** Bodies of POST /v1/classify. Described only: they're read as streams, so no schema checks them. */
const photoBody = {
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { image: { type: 'array', items: photo, minItems: 1, maxItems: maxParts } },
        required: ['image'],
        additionalProperties: false,
      },
    },
    'image/*': { schema: photo },
    'application/octet-stream': { schema: photo },
  },
};

const requestId = {
  description: 'The id of the request, in the log and in a problem, too',
  schema: { type: 'string', format: 'uuid' },
} as const;

const retryAfter = { description: 'Seconds to wait before the next try', schema: { type: 'integer' } } as const;

/** Describes the routes that are added after it. Routes without a schema (pages, files) are left out. `hasBasic`: some take the token as a password. */
export function addOpenapi(app: FastifyInstance, { hasBasic }: { readonly hasBasic: boolean }): void {
  const schemaRegistry = z.registry<{ id: string }>();
  schemaRegistry.add(recordSchema, { id: 'Record' }).add(problemSchema, { id: 'Problem' });
  schemaRegistry.add(modelAnswer, { id: 'Model' });
  const describeRoute = createJsonSchemaTransform({ schemaRegistry });
  const describeSchemas = createJsonSchemaTransformObject({ schemaRegistry });
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'whosecam', version, description: 'Says whose CCTV cameras hang on photos.' },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          ...(hasBasic && { basic: { type: 'http', scheme: 'basic' } }),
        },
      },
    },
    convertConstToEnum: false,
    transform: (route) => {
      // Pages and files have no schema, whatever the type says.
      const schema = (route.schema as FastifySchema | undefined) ?? { hide: true };
      const described = describeRoute({ ...route, schema });
      return route.url === '/v1/classify'
        ? { ...described, schema: { ...described.schema, body: photoBody } }
        : described;
    },
    transformObject: (document) => withHeaders(onlyAnswers(describeSchemas(document) as OpenAPIV3_1.Document)),
  });
  app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'whosecam: its HTTP interface' },
    uiConfig: { layout: 'BaseLayout' },
  });
  app.register(async (scope) => {
    scope.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
}

/** Every schema is described twice, as it's sent and (`…Input`) as it would be taken in: no route takes one in. */
function onlyAnswers(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const schemas = Object.entries(document.components?.schemas ?? {}).filter(([name]) => !name.endsWith('Input'));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

/** Names the headers of every response. */
function withHeaders(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  for (const path of Object.values(document.paths ?? {})) {
    for (const { responses = {} } of [path?.get, path?.post].filter((operation) => operation !== undefined)) {
      for (const [status, response] of Object.entries(responses)) {
        const isLater = status === '429' || status === '503';
        const headers = { 'x-request-id': requestId, ...(isLater ? { 'retry-after': retryAfter } : {}) };
        Object.assign(response, { headers });
      }
    }
  }
  return document;
}
