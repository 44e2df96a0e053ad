/** A Redis that is taken away with all that's in it, and comes back empty. */
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import type { JobModel } from '../../src/queue/job.js';
import { openProducer } from '../../src/queue/producer.js';
import { work } from '../../src/queue/worker.js';
import { okRecord } from '../../src/recognise/record.js';
import { folderOf } from '../support/cli.js';
import { startMain } from '../support/process.js';
import { hasRedis, startRedis } from '../support/redis.js';

const model: JobModel = { id: 'tiny-1', version: '0.0.1', sha256: '0'.repeat(64) };
const ofModel = { id: model.id, version: model.version };
const verdict = { kind: 'no-camera', brand: null, confidence: 0.9, camera: null } as const;
const image = { width: 1, height: 1, format: 'jpeg' } as const;

const redis = await startRedis();

it.skipIf(!hasRedis)('stopped while Redis is away, the built program says how to go on', async () => {
  const folder = await folderOf({ 'photos/a.jpg': 'x' });
  const args = ['enqueue', 'photos', '--output', 'run.jsonl', '--redis', redis.address];
  const { child, ended } = startMain(args, folder);
  const seen = once(child.stderr ?? child, 'data');
  const client = new Redis(redis.address);
  await expect.poll(() => client.exists('bull:whosecam:wait'), { timeout: 20_000 }).toBe(1);
  client.disconnect();
  await redis.stop();
  expect(String(await seen)).toBe('Redis is away; trying again\n');
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('To go on:') as string });
  await redis.start();
});

it.skipIf(!hasRedis)('photos are put in again, and the answer comes', async () => {
  const stop = new AbortController();
  const said: string[] = [];
  const common = { redis: redis.address, queueName: 'lost', model, signal: stop.signal, onTrouble: () => undefined };
  const pathOf = (file: string) => file;
  const onTrouble = (words: string) => void said.push(words);
  const producer = await openProducer({ ...common, pathOf, onTrouble, checkEveryMs: 200 });
  const bytes = Uint8Array.of(1, 2, 3);
  const answer = producer.record({ file: 'a.jpg', bytes: bytes.slice(), sha256: sha256Of(bytes), model: ofModel });
  await redis.stop();
  await redis.start();
  const worked = work({
    ...common,
    record: async ({ bytes: _, ...facts }) => okRecord({ ...facts, elapsedMs: 1 }, { verdict, cameras: [], image }),
    source: { list: async () => [], pathOf, read: async () => bytes },
    maxBytes: 10,
    concurrency: 1,
    rate: undefined,
    takeoverMs: 1000,
    onRecord: () => undefined,
    onInternal: () => undefined,
  });
  expect(await answer).toMatchObject({ file: 'a.jpg', status: 'ok', sha256: sha256Of(bytes) });
  expect(said).toEqual(['Redis is away; trying again', 'Redis is back']);
  await producer.close();
  stop.abort();
  await worked;
});
