import { afterAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../../src/http/problem.js';
import { form, raw, service } from '../support/http.js';

const { app, close } = await service();
afterAll(close);

type Body = { payload?: string; headers?: Record<string, string> };

async function problem(method: 'GET' | 'POST' | 'DELETE' | 'QUERY', url: string, body: Body = {}) {
  const response = await app.inject({ method, url, ...body });
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  const { status, code, instance, type } = problemSchema.parse(response.json());
  expect(status).toBe(response.statusCode);
  expect(type).toBe(`urn:whosecam:problem:${code}`);
  expect(instance).toBe(`urn:uuid:${String(response.headers['x-request-id'])}`);
  return { status, code, headers: response.headers };
}

describe('a request whose only image is bad', () => {
  it.each([
    { code: 'unreadable', status: 422 },
    { code: 'unsupported-format', status: 415 },
    { code: 'too-many-pixels', status: 413 },
    { code: 'too-large', status: 413 },
    { code: 'timeout', status: 422 },
    { code: 'internal', status: 500 },
  ])('is refused with $status and $code, raw or in a form', async ({ code, status }) => {
    expect(await problem('POST', '/v1/classify', raw(`code:${code}`))).toMatchObject({ status, code });
    expect(await problem('POST', '/v1/classify', form([{ content: `code:${code}` }]))).toMatchObject({ status, code });
  });

  it('is refused for its bytes, raw or in a form, and taken with just the limit', async () => {
    const tooLarge = { status: 413, code: 'too-large' };
    expect(await problem('POST', '/v1/classify', raw('x'.repeat(1001)))).toMatchObject(tooLarge);
    expect(await problem('POST', '/v1/classify', form([{ content: 'x'.repeat(1001) }]))).toMatchObject(tooLarge);
    for (const body of [raw('x'.repeat(1000)), form([{ content: 'x'.repeat(1000) }])]) {
      expect((await app.inject({ method: 'POST', url: '/v1/classify', ...body })).statusCode).toBe(200);
    }
  });
});

describe('a form is refused', () => {
  it.each([
    { why: 'a part of another name', parts: [{ content: 'answer' }, { content: 'x', name: 'photo' }] },
    { why: 'a field of another name', parts: [{ content: 'x', name: 'note', file: null }] },
    { why: 'an image that is no file', parts: [{ content: 'x', file: null }] },
    { why: 'a name of the language', parts: [{ content: 'x', name: '__proto__' }] },
    { why: 'no part', parts: [] },
  ])('for $why', async ({ parts }) => {
    expect(await problem('POST', '/v1/classify', form(parts))).toMatchObject({ status: 400, code: 'bad-request' });
  });

  it('for more than 16 images; 16 are taken', async () => {
    const parts = (n: number) => form(Array.from({ length: n }, () => ({ content: 'answer' })));
    expect((await app.inject({ method: 'POST', url: '/v1/classify', ...parts(16) })).statusCode).toBe(200);
    expect(await problem('POST', '/v1/classify', parts(17))).toMatchObject({ status: 413, code: 'too-many-parts' });
  });

  it('for a part that has no name, however much is in it', async () => {
    const { payload, headers } = form([{ content: 'x'.repeat(40_000) }, { content: 'y'.repeat(20_000) }]);
    const nameless = payload.replaceAll('Content-Disposition', 'X');
    expect(await problem('POST', '/v1/classify', { payload: nameless, headers })).toMatchObject({
      code: 'bad-request',
    });
  });

  it('for being torn', async () => {
    const { payload, headers } = form([{ content: 'answer' }]);
    for (const torn of [payload.slice(0, -30), payload.slice(0, 60), '']) {
      expect(await problem('POST', '/v1/classify', { payload: torn, headers })).toMatchObject({ code: 'bad-request' });
    }
    const noBoundary = { payload, headers: { 'content-type': 'multipart/form-data' } };
    expect(await problem('POST', '/v1/classify', noBoundary)).toMatchObject({ code: 'bad-request' });
  });
});

describe('other requests that are not understood', () => {
  it.each([
    { body: raw('{}', 'application/json'), status: 415, code: 'unsupported-format' },
    { body: raw('hello', 'text/plain'), status: 415, code: 'unsupported-format' },
    { body: {}, status: 400, code: 'bad-request' },
  ])('are refused: $status', async ({ body, ...expected }) => {
    expect(await problem('POST', '/v1/classify', body)).toMatchObject(expected);
  });

  it('of an unknown address get 404', async () => {
    for (const url of ['/nowhere', '/v1', '/v1/classify/x', '/v2/classify?location=false', '/%', '/livez/']) {
      expect(await problem('GET', url)).toMatchObject(url === '/%' ? { status: 400 } : { status: 404 });
    }
  });

  it('of another method get 405 and the methods that there are', async () => {
    expect(await problem('GET', '/v1/classify?x=1')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await problem('DELETE', '/livez')).toMatchObject({ status: 405, headers: { allow: 'GET' } });
    expect(await problem('QUERY', '/livez')).toMatchObject({ status: 405, headers: { allow: 'GET' } });
    expect(await problem('POST', '/livez', raw('{}', 'application/json'))).toMatchObject({ status: 405 });
    expect(await problem('POST', '/nowhere', raw('{}', 'application/json'))).toMatchObject({ status: 404 });
  });
});
