/** A Redis that is taken away with all that's in it, and comes back empty. */
import { expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import type { JobModel } from '../../src/queue/job.js';
import { openProducer } from '../../src/queue/producer.js';
import { work } from '../../src/queue/worker.js';
import { okRecord } from '../../src/recognise/record.js';
import { hasRedis, startRedis } from '../support/redis.js';

const model: JobModel = { id: 'tiny-1', version: '0.0.1', sha256: '0'.repeat(64) };
const ofModel = { id: model.id, version: model.version };
const verdict = { kind: 'no-camera', brand: null, confidence: 0.9, camera: null } as const;
const image = { width: 1, height: 1, format: 'jpeg' } as const;

const redis = await startRedis();

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
