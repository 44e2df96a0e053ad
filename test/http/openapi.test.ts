/** /openapi.json is enough to use the service by: a client that knows nothing else classifies a fixture. */
import { readFile } from 'node:fs/promises';
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios';
import { afterAll, describe, expect, it } from 'vitest';
import { recordSchema } from '../../src/recognise/result.js';
import { service, type Service } from '../support/http.js';
import { releasedService } from '../support/released.js';

const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

const open = async (...args: Parameters<typeof service>): Promise<Service> => {
  const one = await service(...args);
  closers.push(one.close);
  return one;
};

const documentOf = async ({ app }: Pick<Service, 'app'>): Promise<Document> =>
  (await app.inject('/openapi.json')).json<Document>();

const operationsOf = ({ paths = {} }: Document) =>
  Object.values(paths).flatMap((path) => [path?.get, path?.post].filter((one) => one !== undefined));

describe('the document', async () => {
  const document = await documentOf(await open());

  it('is OpenAPI 3.1 and names every address but those of pages and itself', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths ?? {}).sort()).toEqual([
      '/livez',
      '/metrics',
      '/readyz',
      '/v1/classify',
      '/v1/model',
    ]);
  });

  it('describes problems and the request id for every route, and when to come again', () => {
    for (const { operationId, responses = {} } of operationsOf(document)) {
      expect(operationId).toBeTruthy();
      for (const status of ['4XX', '429', '5XX', '503']) {
        expect(responses[status]).toMatchObject({
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          headers: { 'x-request-id': {} },
        });
      }
      expect(responses).toMatchObject({
        429: { headers: { 'retry-after': {} } },
        503: { headers: { 'retry-after': {} } },
      });
    }
  });

  it('describes photos as forms, as pictures and as unnamed bytes', () => {
    expect(document.paths?.['/v1/classify']?.post?.requestBody).toMatchObject({
      required: true,
      content: {
        'multipart/form-data': { schema: { required: ['image'] } },
        'image/*': { schema: { format: 'binary' } },
        'application/octet-stream': { schema: { format: 'binary' } },
      },
    });
  });

  it('asks for a token only when one is needed, and not for health', async () => {
    const guarded = (one: Document) =>
      operationsOf(one)
        .filter(({ security }) => security)
        .map(({ operationId }) => operationId);
    expect(guarded(document)).toEqual([]);
    const withToken = await documentOf(await open({ token: 'secret' }));
    expect(guarded(withToken).sort()).toEqual(['classify', 'describeModel', 'readMetrics']);
    expect(withToken.components?.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
  });
});

describe('its page', () => {
  it('is served whole by the service itself, with nothing inline', async () => {
    const { app } = await open();
    const { statusCode, body } = await app.inject('/docs');
    expect(statusCode).toBe(200);
    const addresses = [...body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) expect((await app.inject(address)).statusCode, address).toBe(200);
    expect(body).not.toMatch(/<script>|<style>|style=|https?:/);
  });
});

describe('a client made of the document alone', () => {
  it('classifies a fixture, in a form and as raw bytes, and reads the model', async () => {
    const { url, app, close } = await releasedService();
    closers.push(close);
    const document = await documentOf({ app });
    const api = new OpenAPIClientAxios({ definition: document, withServer: { url } });
    const client = await api.init();
    const photo = await readFile('fixtures/photos/001-hikvision-bullet-brick.jpg');
    const form = new FormData();
    form.append('image', new Blob([photo], { type: 'image/jpeg' }), 'town-hall.jpg');
    const inForm = await client['classify']?.({ location: 'false' }, form);
    const { results } = inForm?.data as { results: unknown[] };
    const expected = { status: 'ok', verdict: { kind: 'brand', brand: 'hikvision' } };
    expect(results.map((record) => recordSchema.parse(record))).toMatchObject([{ ...expected, file: 'town-hall.jpg' }]);
    const raw = await client['classify']?.({}, photo, { headers: { 'content-type': 'image/jpeg' } });
    expect(recordSchema.parse(raw?.data)).toMatchObject(expected);
    expect((await client['describeModel']?.())?.data).toMatchObject({ id: 'whosecam-1' });
  });
});
