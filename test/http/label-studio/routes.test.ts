/** Label Studio's requests as it sends them, over the real service; workers do as the bytes say. */
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeeper } from '../../../src/http/keep.js';
import { closedAfterEach } from '../../support/closed.js';
import { folderOf } from '../../support/cli.js';
import { raw, service } from '../../support/http.js';

const open = closedAfterEach(service);
const on = { labelStudio: { folder: undefined } };

const label_config = `<View><Image name="photo" value="$image"/>
  <Choices name="answer" toName="photo">
    <Choice value="Hikvision"/><Choice value="Dahua"/><Choice value="Other brand"/><Choice value="Unknown brand"/><Choice value="No camera"/>
  </Choices></View>`;

const imageOf = (words: string): string => `data:image/jpeg;base64,${Buffer.from(words).toString('base64')}`;

/** As Label Studio 1.13 sends it, with what doesn't matter here. */
const predict = (images: readonly unknown[], config = label_config) => ({
  method: 'POST' as const,
  url: '/predict',
  payload: {
    tasks: images.map((image, i) => ({ id: i + 1, data: { image }, project: 3, annotations: [] })),
    project: '3.1700000000',
    label_config: config,
    params: { login: null, password: null, context: null },
  },
});

const setup = (schema = label_config) => ({
  method: 'POST' as const,
  url: '/setup',
  payload: {
    project: '3.1700000000',
    schema,
    hostname: 'http://localhost:8080',
    access_token: 'x',
    extra_params: null,
  },
});

describe('with --label-studio', () => {
  it('is up, takes a labelling interface, and ignores events', async () => {
    const { app } = await open({}, on);
    expect((await app.inject('/health')).json()).toEqual({ status: 'UP', model_class: 'whosecam' });
    expect((await app.inject(setup())).json()).toEqual({ model_version: 'tiny-1 0.0.1' });
    const event = await app.inject({ method: 'POST', url: '/webhook', payload: { action: 'ANNOTATION_CREATED' } });
    expect([event.statusCode, event.json()]).toEqual([200, { status: 'ignored' }]);
  });

  it('is not up once the model is gone', async () => {
    const { app, pool } = await open({}, on);
    await pool.close();
    expect((await app.inject('/health')).json()).toMatchObject({ code: 'not-ready', status: 503 });
  });

  it('says at /setup what an interface lacks', async () => {
    const { app } = await open({}, on);
    const refused = await app.inject(setup(label_config.replace('<Choice value="No camera"/>', '')));
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({
      code: 'bad-request',
      detail: expect.stringContaining('no-camera') as string,
    });
  });

  it('answers each task in order; one whose photo fails has an empty list and an error, no answer', async () => {
    const folder = await folderOf({ 'a.jpg': 'answer' });
    const { app } = await open({}, { labelStudio: { folder } });
    const images = [imageOf('answer'), 'http://127.0.0.1/', imageOf('code:unreadable'), '/data/local-files/?d=a.jpg'];
    const { statusCode, body } = await app.inject(predict(images));
    expect(statusCode).toBe(200);
    const prediction = {
      model_version: 'tiny-1 0.0.1',
      score: 0.9,
      result: [{ from_name: 'answer', to_name: 'photo', type: 'choices', value: { choices: ['No camera'] } }],
    };
    expect(JSON.parse(body)).toMatchObject({
      results: [prediction, [], [], prediction],
      errors: [
        { task: 2, code: 'bad-request' },
        { task: 3, code: 'unreadable' },
      ],
      model_version: 'tiny-1 0.0.1',
    });
    expect((await app.inject({ url: '/metrics' })).body).toContain('whosecam_answers_total{kind="no-camera"} 2');
  });

  it.each([
    { what: 'an address', image: 'http://127.0.0.1/', status: 400, code: 'bad-request' },
    { what: 'a broken photo', image: imageOf('code:unreadable'), status: 422, code: 'unreadable' },
    { what: 'too many bytes', image: imageOf('x'.repeat(1001)), status: 413, code: 'too-large' },
  ])('refuses a request whose only image is $what with $status', async ({ image, status, code }) => {
    const { app } = await open({}, on);
    const refused = await app.inject(predict([image]));
    expect(refused.statusCode).toBe(status);
    expect(refused.json()).toMatchObject({ code });
  });

  it.each([
    { what: 'no JSON', body: { payload: '{', headers: { 'content-type': 'application/json' } }, status: 400 },
    {
      what: 'an endless interface',
      body: { payload: { tasks: [{ data: {} }], label_config: 'x'.repeat(100_001) } },
      status: 400,
      room: 100_000,
    },
    { what: 'no tasks', body: { payload: { tasks: [], label_config } }, status: 400 },
    { what: 'a photo', body: raw('answer'), status: 400 },
    { what: 'text', body: raw('answer', 'text/plain'), status: 415 },
    { what: 'too large a body', body: { payload: { x: 'x'.repeat(2000) } }, status: 413 },
  ])('refuses $what with $status', async ({ body, status, room = 1000 }) => {
    const { app } = await open({ maxBytes: room, budgetBytes: 10 * room }, on);
    const refused = await app.inject({ method: 'POST', url: '/predict', ...body });
    expect(refused.statusCode).toBe(status);
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('gives back the bytes that a body held, answered or refused', async () => {
    const { app } = await open({}, on);
    for (const image of [imageOf('answer'), 'http://127.0.0.1/', imageOf('x'.repeat(2000))])
      await app.inject(predict([image]));
    expect((await app.inject('/metrics')).body).toContain('whosecam_upload_bytes 0');
  });

  it('keeps what it was sent, where the operator asked for it', async () => {
    const kept = await mkdtemp(path.join(tmpdir(), 'whosecam-kept-'));
    const { app } = await open({}, { ...on, keeper: await openKeeper(kept) });
    await app.inject(predict([imageOf('answer')]));
    expect((await readdir(kept)).map((name) => path.extname(name)).sort()).toEqual(['.jpeg', '.json']);
  });

  it('asks for the token, which Label Studio sends as a password; /v1/ takes no password', async () => {
    const { app } = await open({ token: 'secret' }, on);
    const basic = (word: string) => ({ authorization: `Basic ${Buffer.from(`any:${word}`).toString('base64')}` });
    const requests = [{ url: '/health' }, setup(), predict([imageOf('answer')])];
    for (const request of requests) {
      const status = async (headers: Record<string, string>) => (await app.inject({ ...request, headers })).statusCode;
      expect(await status({})).toBe(401);
      expect(await status(basic('wrong'))).toBe(401);
      expect(await status(basic('secret'))).toBe(200);
      expect(await status({ authorization: 'Bearer secret' })).toBe(200);
    }
    expect((await app.inject({ url: '/v1/model', headers: basic('secret') })).statusCode).toBe(401);
  });

  it('has its routes in the document, with both ways to show the token', async () => {
    const { app } = await open({ token: 'secret' }, on);
    const { paths, components } = (await app.inject('/openapi.json')).json<{
      paths: Record<string, Record<string, { security?: unknown; requestBody?: unknown }>>;
      components: { securitySchemes: unknown };
    }>();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/predict', '/setup', '/health', '/webhook']));
    expect(paths['/predict']?.['post']).toMatchObject({
      security: [{ bearer: [] }, { basic: [] }],
      requestBody: { content: { 'application/json': { schema: { required: ['tasks', 'label_config'] } } } },
    });
    expect(components.securitySchemes).toHaveProperty('basic');
  });
});

it('is off unless asked for', async () => {
  const { app } = await open();
  for (const request of [{ url: '/health' }, setup(), predict([imageOf('answer')])]) {
    expect((await app.inject(request)).statusCode).toBe(404);
  }
  const document = (await app.inject('/openapi.json')).body;
  expect(document).not.toMatch(/predict|basic/);
});
