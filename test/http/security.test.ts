import { readdir } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { openKeeper } from '../../src/http/keep.js';
import { folderOf } from '../support/cli.js';
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
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
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

describe('where no token keeps strangers out', () => {
  const post = { method: 'POST', url: '/v1/classify', ...form([{ content: 'answer' }]) } as const;

  it("a stranger's page that points a name of its own here is refused, and keeps nothing", async () => {
    const folder = await folderOf({});
    const keeper = await openKeeper(folder);
    const { app } = await open({ host: 'scanner.example.org', corsOrigin: ['https://survey.example.org'] }, { keeper });
    const status = async (host: string) =>
      (await app.inject({ ...post, headers: { ...post.headers, host } })).statusCode;
    for (const other of [
      'evil.example.org',
      'localhost.evil.org:80',
      '127.0.0.1.evil.org',
      'a@127.0.0.1',
      'x.local.org',
    ]) {
      expect([other, await status(other)]).toEqual([other, 400]);
    }
    expect(await readdir(folder)).toEqual([]);
    const local = ['127.0.0.1:8080', '[::1]:8080', '192.168.1.4', 'localhost', 'raspberrypi:8080', 'raspberrypi.local'];
    for (const own of [...local, 'scanner.example.org:80', 'survey.example.org']) {
      expect([own, await status(own)]).toEqual([own, 200]);
    }
  });

  it('a form that a page of another origin sends is refused, and nothing of it kept', async () => {
    const folder = await folderOf({});
    const keeper = await openKeeper(folder);
    const { app } = await open({ corsOrigin: ['https://survey.example.org'] }, { keeper });
    const status = async (headers: Record<string, string>) =>
      (await app.inject({ ...post, headers: { ...post.headers, host: '192.168.1.4:8080', ...headers } })).statusCode;
    for (const origin of ['https://evil.example.org', 'http://192.168.1.4', 'http://192.168.1.4:9090', 'null']) {
      expect([origin, await status({ origin })]).toEqual([origin, 400]);
      expect(await status({ origin, 'sec-fetch-site': 'cross-site' })).toBe(400);
    }
    expect(await readdir(folder)).toEqual([]);
    expect(await status({})).toBe(200);
    expect(await status({ origin: 'http://192.168.1.4:8080' })).toBe(200);
    expect(await status({ origin: 'https://survey.example.org', 'sec-fetch-site': 'cross-site' })).toBe(200);
    // Behind a proxy that has a name and TLS.
    expect(await status({ origin: 'https://scanner.example.org', 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('supervisors may ask by any name', async () => {
    const { app } = await open();
    for (const url of ['/livez', '/readyz']) {
      expect((await app.inject({ url, headers: { host: 'pi.example.org' } })).statusCode).toBe(200);
    }
  });

  it('a token is enough', async () => {
    const { app } = await open({ token: 'secret' });
    const headers = { ...post.headers, host: 'pi.example.org', origin: 'https://survey.example.org' };
    expect((await app.inject({ ...post, headers: { ...headers, authorization: 'Bearer secret' } })).statusCode).toBe(
      200,
    );
    expect((await app.inject({ ...post, headers })).statusCode).toBe(401);
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
