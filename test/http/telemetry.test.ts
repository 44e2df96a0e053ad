import { expect, it } from 'vitest';
import { closedAfterEach } from '../support/closed.js';
import { form, raw, service, type Service } from '../support/http.js';

const open = closedAfterEach(service);

const post = ({ app }: Service, body: ReturnType<typeof form> | ReturnType<typeof raw>) =>
  app.inject({ method: 'POST', url: '/v1/classify', ...body });

const metricsOf = async ({ app }: Service): Promise<string> => (await app.inject('/metrics')).body;

it('counts requests by route and status, answers by kind, failures by code', async () => {
  const one = await open();
  await post(one, raw('answer'));
  await post(one, form([{ content: 'answer' }, { content: 'code:unreadable' }]));
  await post(one, raw('code:unreadable'));
  await one.app.inject('/nowhere?town=hall');
  const text = await metricsOf(one);
  for (const line of [
    'whosecam_requests_total{route="/v1/classify",status="200"} 2',
    'whosecam_requests_total{route="/v1/classify",status="422"} 1',
    'whosecam_requests_total{route="none",status="404"} 1',
    'whosecam_answers_total{kind="no-camera"} 2',
    'whosecam_failures_total{code="unreadable"} 2',
    'whosecam_failures_total{code="not-found"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
});

it('tells the time of each step, memory, and what waits', async () => {
  const one = await open();
  const running = post(one, raw('wait:300'));
  const waiting = post(one, raw('answer'));
  while (one.pool.queueSize === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const busy = await metricsOf(one);
  expect(busy).toContain('whosecam_queue_depth 1\n');
  expect(busy).toContain('whosecam_requests_inside 2\n');
  expect(busy).toContain('whosecam_upload_bytes 14\n');
  await Promise.all([running, waiting]);
  const text = await metricsOf(one);
  expect(text).toContain('whosecam_stage_seconds_sum{stage="decode"} 0.004\n');
  expect(text).toContain('whosecam_stage_seconds_count{stage="read"} 2\n');
  expect(text).toContain('whosecam_queue_depth 0\n');
  expect(text).toContain('whosecam_upload_bytes 0\n');
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

it('knows no names, places, addresses or queries', async () => {
  const one = await open();
  await post(one, form([{ content: 'answer', file: 'town-hall.jpg' }]));
  await one.app.inject('/v1/model?town=hall');
  await one.app.inject('/town-hall');
  const text = await metricsOf(one);
  for (const word of ['town', 'hall', '51.5', '127.0.0.1']) expect(text).not.toContain(word);
});

it('keeps two services in one process apart', async () => {
  const [one, other] = [await open(), await open()];
  await post(one, raw('answer'));
  expect(await metricsOf(one)).toContain('kind="no-camera"');
  expect(await metricsOf(other)).not.toContain('kind="no-camera"');
});

it('asks for the token, where there is one', async () => {
  const { app } = await open({ token: 'secret' });
  expect((await app.inject('/metrics')).statusCode).toBe(401);
  const { statusCode, headers } = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer secret' } });
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
});
