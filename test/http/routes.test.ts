import { describe, expect, it } from 'vitest';
import { collector } from '../support/cli.js';
import { tinyFacts } from '../support/bundle.js';
import { closedAfterEach } from '../support/closed.js';
import { raw, service } from '../support/http.js';

const open = closedAfterEach(service);

describe('health', () => {
  it('is alive always, ready while the workers are', async () => {
    const { app, pool } = await open();
    expect((await app.inject('/livez')).json()).toEqual({ status: 'alive' });
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' });
    await pool.close();
    expect((await app.inject('/livez')).statusCode).toBe(200);
    const notReady = await app.inject('/readyz');
    expect(notReady.statusCode).toBe(503);
    expect(notReady.json()).toMatchObject({ code: 'not-ready' });
  });
});

describe('GET /v1/model', () => {
  it('tells id, version, hashes, labels, thresholds and calibration', async () => {
    const { app } = await open();
    expect((await app.inject('/v1/model')).json()).toMatchObject({
      id: 'tiny-1',
      version: '0.0.1',
      files: { detector: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
      otherMakers: expect.not.arrayContaining(['hikvision', 'dahua']) as string[],
      labels: ['hikvision', 'dahua', 'other', 'not-camera'],
      thresholds: { detection: 0.1, decision: { claimThreshold: 0.8 } },
      calibration: { housingTemperature: 1, wordmark: tinyFacts.decision.wordmark },
      evaluation: {},
    });
  });
});

describe('a token', () => {
  it('is asked for on /v1, not for health', async () => {
    const { app } = await open({ token: 'secret' });
    const status = async (url: string, authorization?: string) =>
      (await app.inject({ url, headers: authorization === undefined ? {} : { authorization } })).statusCode;
    expect(await status('/livez')).toBe(200);
    expect(await status('/readyz')).toBe(200);
    expect(await status('/v1/model')).toBe(401);
    expect(await status('/v1/model', 'Bearer wrong')).toBe(401);
    expect(await status('/v1/model', 'secret')).toBe(401);
    expect(await status('/v1/model', 'Bearer secret')).toBe(200);
  });

  it('keeps a photo out, and says what is missing', async () => {
    const { app } = await open({ token: 'secret' });
    const { statusCode, headers, body } = await app.inject({ method: 'POST', url: '/v1/classify', ...raw('answer') });
    expect(statusCode).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(body).toContain('"code":"unauthorised"');
  });
});

describe('the log', () => {
  it('has a line for each request, without name, place, query or token', async () => {
    const { stream, text } = collector();
    const { app } = await open({ token: 'secret-word' }, { log: stream });
    await app.inject({
      method: 'POST',
      url: '/v1/classify?location=true&shop=hospital',
      payload: 'answer',
      headers: { 'content-type': 'image/jpeg', authorization: 'Bearer secret-word' },
    });
    await app.inject('/somewhere?name=hospital');
    const lines = text().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { method: 'POST', route: '/v1/classify', status: 400 },
      { method: 'GET', status: 404 },
    ]);
    for (const word of ['hospital', 'secret-word', '51.5', '127.0.0.1']) expect(text()).not.toContain(word);
  });

  it('says why the service failed, which the caller is not told', async () => {
    const { stream, text } = collector();
    const { app } = await open({}, { log: stream });
    const { body } = await app.inject({ method: 'POST', url: '/v1/classify', ...raw('throw') });
    expect(body).not.toContain('stranger');
    expect(text()).toContain('a stranger among the errors');
  });
});
