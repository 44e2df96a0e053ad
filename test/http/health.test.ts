/** What /readyz and /metrics say while a worker is away, and once the service has healed. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { closedAfterEach } from '../support/closed.js';
import { raw, service, type Service } from '../support/http.js';

const open = closedAfterEach(service);
const soon = { timeout: 30_000, interval: 5 };

const post = ({ app }: Service, words: string) => app.inject({ method: 'POST', url: '/v1/classify', ...raw(words) });

/** Whether it's ready, why not, and what the metrics say of the workers. */
async function stateOf({ app }: Service) {
  const ready = await app.inject('/readyz');
  const metrics = (await app.inject('/metrics')).body;
  const valueOf = (name: string) => Number(new RegExp(`^whosecam_${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
  return {
    status: ready.statusCode,
    detail: ready.json<{ detail?: string }>().detail ?? '',
    ready: valueOf('ready'),
    workers: valueOf('workers_ready'),
    restarts: valueOf('worker_restarts_total'),
  };
}

const healthy = { status: 200, detail: '', ready: 1, workers: 1, restarts: 0 };

it('tell of a worker that died under a photo, and that another one took its place', async () => {
  const folder = await folderOf({});
  const one = await open({}, { folder, againMs: 50 });
  // The new ones die, too, until it's taken away: else it would be there before anybody has asked.
  await writeFile(path.join(folder, 'fatal'), '');
  expect(await stateOf(one)).toEqual(healthy);
  const { statusCode, body } = await post(one, 'exit');
  expect([statusCode, body]).toEqual([500, expect.stringContaining('"code":"internal"')]);
  const { restarts, ...state } = await stateOf(one);
  expect(restarts).toBeGreaterThan(0);
  const detail = 'Expected workers with a tested model; received none';
  expect(state).toEqual({ status: 503, detail, ready: 0, workers: 0 });
  await rm(path.join(folder, 'fatal'));
  await expect.poll(() => stateOf(one), soon).toMatchObject({ ...healthy, restarts: expect.any(Number) as number });
  expect((await post(one, 'answer')).statusCode).toBe(200);
});

it('tell of a model that is gone once a new worker looks for it, not before, until it is back', async () => {
  const folder = await folderOf({});
  const one = await open({}, { folder, againMs: 50 });
  await writeFile(path.join(folder, 'away'), '');
  expect((await post(one, 'answer')).statusCode).toBe(200);
  expect(await stateOf(one)).toEqual(healthy);
  await post(one, 'exit');
  await expect
    .poll(() => stateOf(one), soon)
    .toEqual({
      status: 503,
      detail: 'Expected workers with a tested model; received model-missing',
      ready: 0,
      workers: 0,
      restarts: 1,
    });
  const refused = await post(one, 'answer');
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'model-missing']);
  await rm(path.join(folder, 'away'));
  await expect.poll(() => stateOf(one), soon).toEqual({ ...healthy, restarts: 1 });
});
