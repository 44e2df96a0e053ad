import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordSchema } from '../../src/recognise/result.js';
import { form, raw, service } from '../support/http.js';

const { app, close } = await service();
afterAll(close);

const post = (body: ReturnType<typeof form> | ReturnType<typeof raw>, query = '') =>
  app.inject({ method: 'POST', url: `/v1/classify${query}`, ...body });
const resultsIn = (body: string) => z.strictObject({ results: z.array(recordSchema) }).parse(JSON.parse(body)).results;

describe('a raw body', () => {
  it.each(['image/jpeg', 'image/x-whatever', 'application/octet-stream'])('of %s gets one record', async (type) => {
    const { statusCode, body } = await post(raw('answer', type));
    expect(statusCode).toBe(200);
    expect(recordSchema.parse(JSON.parse(body))).toMatchObject({
      status: 'ok',
      file: 'image',
      model: { id: 'tiny-1', version: '0.0.1' },
    });
  });

  it('tells the SHA-256 of its bytes', async () => {
    // printf answer | sha256sum
    const sha256 = '0db52f4076c082518412afd3dd3576e2cb0c63703fd7fed5e23ade60efef31d9';
    const { body } = await post(raw('answer'));
    expect(recordSchema.parse(JSON.parse(body)).sha256).toBe(sha256);
  });
});

describe('a form', () => {
  it('gets a record for each image, in order, named as the file was', async () => {
    const { statusCode, body } = await post(
      form([
        { content: 'wait:100', file: 'b.jpg' },
        { content: 'answer', file: 'folder/a.jpg' },
        { content: 'answer', file: 'c d.jpg' },
      ]),
    );
    expect(statusCode).toBe(200);
    expect(resultsIn(body).map(({ file }) => file)).toEqual(['b.jpg', 'a.jpg', 'c d.jpg']);
  });

  it('with one image gets a list of one', async () => {
    expect(resultsIn((await post(form([{ content: 'answer' }]))).body)).toHaveLength(1);
  });

  it('with a bad image among several gets a failed record for it', async () => {
    const { statusCode, body } = await post(
      form([
        { content: 'answer' },
        { content: 'code:unreadable', file: 'bad.jpg' },
        { content: 'x'.repeat(1001), file: 'big.jpg' },
        { content: 'answer' },
      ]),
    );
    expect(statusCode).toBe(200);
    expect(resultsIn(body)).toMatchObject([
      { status: 'ok' },
      { status: 'failed', file: 'bad.jpg', error: { code: 'unreadable' } },
      { status: 'failed', file: 'big.jpg', sha256: null, error: { code: 'too-large' } },
      { status: 'ok' },
    ]);
  });
});

describe('the place', () => {
  it('is told, unless it is not wanted', async () => {
    expect((await post(raw('answer'))).json()).toHaveProperty('image.location', { lat: 51.5, lon: -0.14 });
    expect((await post(raw('answer'), '?location=true')).json()).toHaveProperty('image.location');
    expect((await post(raw('answer'), '?location=false')).json()).not.toHaveProperty('image.location');
    expect((await post(form([{ content: 'answer' }]), '?location=false')).body).not.toContain('location');
  });

  it.each(['?location=no', '?Location=false', '?locaton=false'])(
    'is not told because of a misspelt wish: %s',
    async (query) => {
      const { statusCode, body } = await post(raw('answer'), query);
      expect(statusCode).toBe(400);
      expect(body).not.toContain('51.5');
    },
  );
});
