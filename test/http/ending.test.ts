/** The service's end with real connections: whoever was let in gets an answer. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from '../../src/http/serve.js';
import { service } from '../support/http.js';

/** A service that ends 300 ms after it's told to. */
async function ending(config: Parameters<typeof service>[0] = {}) {
  const over = new AbortController();
  const { app, pool } = await service(config, { ending: over.signal });
  const options = { host: '127.0.0.1', port: 0, graceMs: 300, onGraceOver: () => over.abort() };
  const { url, close } = await listen(app, options);
  const end = async () => {
    await close();
    await pool.close(0);
  };
  return { url, pool, end };
}

const post = (url: string, words: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/classify`, { method: 'POST', body: words, headers: { 'content-type': 'image/jpeg', ...headers } });

const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('answers a photo that runs too long and one that waits for it with 503 interrupted', async () => {
  const origin = 'https://survey.example.org';
  const { url, pool, end } = await ending({ corsOrigin: [origin], timeoutMs: 60_000 });
  const [running, waiting] = [post(url, 'wait:50000', { origin }), post(url, 'answer')];
  while (pool.queueSize === 0) await soon(10);
  const before = performance.now();
  await Promise.all([end(), running, waiting]);
  expect(performance.now() - before).toBeLessThan(10_000);
  for (const answer of [await running, await waiting]) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('30');
    const id = answer.headers.get('x-request-id') ?? 'none';
    expect(await answer.json()).toMatchObject({ code: 'interrupted', status: 503, instance: `urn:uuid:${id}` });
  }
  // A page of another origin may read it, too.
  expect((await running).headers.get('access-control-allow-origin')).toBe(origin);
});

it('answers one that is finished within the grace as ever', async () => {
  const { url, pool, end } = await ending();
  const [running, waiting] = [post(url, 'wait:100'), post(url, 'answer')];
  while (pool.queueSize === 0) await soon(10);
  await Promise.all([end(), running, waiting]);
  expect([(await running).status, (await waiting).status]).toEqual([200, 200]);
});

it('answers one that is still being uploaded with 503 interrupted', async () => {
  const { url, end } = await ending();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: image/jpeg\r\ncontent-length: 900\r\n\r\nhalf');
  await soon(100);
  const answered = once(socket, 'data') as Promise<[Buffer]>;
  await end();
  expect((await answered)[0].toString()).toMatch(/^HTTP\/1.1 503 .*connection: close.*"code":"interrupted"/is);
});
