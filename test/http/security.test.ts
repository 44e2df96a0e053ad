import { describe, expect, it, vi } from 'vitest';
import { closedAfterEach } from '../support/closed.js';
import { form, raw, service } from '../support/http.js';

const open = closedAfterEach(service);

describe('the content security policy', () => {
  it.each(['/livez', '/docs', '/openapi.json', '/nowhere', '/v1/classify'])('is strict on %s', async (url) => {
    const { app } = await open();
    const { headers } = await app.inject(url);
    expect(String(headers['content-security-policy']).split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "connect-src 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('a page of another origin', () => {
  const origin = 'https://survey.example.org';
  const post = { method: 'POST', url: '/v1/classify', payload: 'answer' } as const;
  const preflight = {
    method: 'OPTIONS',
    url: '/v1/classify',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  } as const;

  it('may not call unless it is named', async () => {
    const { app } = await open();
    const { headers } = await app.inject({ ...post, headers: { origin, 'content-type': 'image/jpeg' } });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect((await app.inject(preflight)).statusCode).toBe(405);
  });

  it('may call when it is named, and no other', async () => {
    const { app } = await open({ corsOrigin: [origin, 'http://localhost:5173'], token: 'secret' });
    const allowed = await app.inject(preflight);
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers['access-control-allow-origin']).toBe(origin);
    expect(allowed.headers['access-control-allow-headers']).toContain('authorization');
    const answered = await app.inject({
      ...post,
      headers: { origin, authorization: 'Bearer secret', ...raw('').headers },
    });
    expect(answered.statusCode).toBe(200);
    expect(answered.headers['access-control-allow-origin']).toBe(origin);
    for (const other of ['https://evil.example.org', 'null', `${origin}.evil.org`]) {
      const refused = await app.inject({ ...preflight, headers: { ...preflight.headers, origin: other } });
      expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('may read why it was refused', async () => {
    const { app } = await open({ corsOrigin: [origin], token: 'secret' });
    const { statusCode, headers } = await app.inject({ ...post, headers: { origin, ...raw('').headers } });
    expect(statusCode).toBe(401);
    expect(headers['access-control-allow-origin']).toBe(origin);
  });
});

describe('the rate limit', () => {
  it('lets a client come so often in a minute, and once more not, with a problem that says when to come again', async () => {
    const { app } = await open({ rateLimit: 2 });
    for (let i = 0; i < 2; i++) {
      expect(
        (await app.inject({ method: 'POST', url: '/v1/classify', ...form([{ content: 'answer' }]) })).statusCode,
      ).toBe(200);
    }
    const refused = await app.inject({ method: 'POST', url: '/v1/classify', ...raw('answer') });
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused.json()).toMatchObject({ code: 'rate-limited', status: 429 });
  });

  it('counts each client for itself', async () => {
    const { app } = await open({ rateLimit: 1 });
    const status = async (remoteAddress: string) => (await app.inject({ url: '/v1/model', remoteAddress })).statusCode;
    expect([await status('10.0.0.1'), await status('10.0.0.1'), await status('10.0.0.2')]).toEqual([200, 429, 200]);
  });

  it('counts guesses at the token, too', async () => {
    const { app } = await open({ rateLimit: 2, token: 'secret' });
    const status = async (word: string) =>
      (await app.inject({ url: '/v1/model', headers: { authorization: `Bearer ${word}` } })).statusCode;
    expect([await status('a'), await status('b'), await status('secret')]).toEqual([401, 401, 429]);
  });

  it('goes by a clock that nobody sets: set back by an hour, none is kept out for an hour', async () => {
    const { app } = await open({ rateLimit: 1 });
    await app.inject('/v1/model');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    const { statusCode, headers } = await app.inject('/v1/model').finally(() => vi.useRealTimers());
    expect(statusCode).toBe(429);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('never keeps supervisors out, and 0 is no limit', async () => {
    const { app } = await open({ rateLimit: 1 });
    for (let i = 0; i < 3; i++) expect((await app.inject('/livez')).statusCode).toBe(200);
    const free = await open({ rateLimit: 0 });
    for (let i = 0; i < 3; i++) expect((await free.app.inject('/v1/model')).statusCode).toBe(200);
  });
});

describe('an address instead of a photo', () => {
  it.each([
    { body: raw('{"url":"http://127.0.0.1/"}', 'application/json'), status: 415 },
    { body: raw('url=http%3A%2F%2F127.0.0.1%2F', 'application/x-www-form-urlencoded'), status: 415 },
    { body: form([{ content: 'http://127.0.0.1/', name: 'url', file: null }]), status: 400 },
  ])('is refused with $status', async ({ body, status }) => {
    const { app } = await open();
    expect((await app.inject({ method: 'POST', url: '/v1/classify', ...body })).statusCode).toBe(status);
    const query = { method: 'POST', url: '/v1/classify?url=http://127.0.0.1/', ...raw('answer') } as const;
    expect((await app.inject(query)).statusCode).toBe(400);
  });
});
