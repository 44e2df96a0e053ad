/** Photos in storage that speaks S3: the real client, over HTTP. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBucket } from '../../src/queue/s3.js';
import type { ResultRecord } from '../../src/recognise/result.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { startBucket } from '../support/s3.js';

const storage = await startBucket();
const { address } = await startRedis();
const bytes = (text: string) => new TextEncoder().encode(text);
const open = (bucket = 'survey') => openBucket({ bucket, prefix: 'hall', endpoint: storage.endpoint });

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  storage.refusal = undefined;
  storage.objects.clear();
  const keys = ['hall/b & ü.jpg', 'hall/a/1.JPG', 'hall/.trash/2.jpg', 'hall/a/notes.txt', 'hallway/3.jpg'];
  for (const key of keys) storage.objects.set(key, bytes(`answer ${key}`));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a bucket', () => {
  it('lists what a folder would, over all pages, and of this prefix only', async () => {
    const source = await open();
    const found = await source.list();
    expect(found).toEqual([{ file: 's3://survey/hall/a/1.JPG' }, { file: 's3://survey/hall/b & ü.jpg' }]);
    expect(found.map(({ file }) => source.pathOf(file))).toEqual(['a/1.JPG', 'b & ü.jpg']);
  });

  it('reads up to the limit and not beyond', async () => {
    const { read } = await open();
    const expected = bytes('answer hall/a/1.JPG');
    expect(await read('a/1.JPG', expected.length)).toEqual(expected);
    await expect(read('a/1.JPG', expected.length - 1)).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each(['../hallway/3.jpg', 'a/../../hallway/3.jpg', '/hall/a/1.JPG'])('keeps to the prefix: %s', async (key) => {
    const { read } = await open();
    storage.got.length = 0;
    await expect(read(key, 100)).rejects.toMatchObject({ code: 'bad-request' });
    expect(storage.got).toEqual([]);
  });

  it('says what is amiss, without names', async () => {
    const { read } = await open();
    await expect(read('gone.jpg', 100)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/received NoSuchKey$/) as string,
    });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'stranger');
    const { list } = await open();
    await expect(list()).rejects.toMatchObject({
      code: 'storage-away',
      message: expect.stringMatching(/received AccessDenied$/) as string,
    });
  });
});

it.skipIf(!hasRedis)('producer and workers both read there; storage that is away is tried again', async () => {
  const model = await writeTinyBundle();
  const output = path.join(await folderOf({}), 'run.jsonl');
  const ofQueue = ['--redis', address, '--s3-endpoint', storage.endpoint, '--model', model];
  const stop = new AbortController();
  storage.objects.set('hall/c.jpg', bytes('code:unreadable'));
  const enqueued = run(['enqueue', 's3://survey/hall', '--output', output, ...ofQueue]);
  // Read by the producer; then nobody can read it.
  await expect.poll(() => storage.got.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  storage.refusal = 503;
  const worker = run(['worker', 's3://survey/hall/', '--workers', '1', ...ofQueue], { signal: stop.signal });
  const soFar = storage.got.length;
  await expect.poll(() => storage.got.length, { timeout: 20_000 }).toBeGreaterThan(soFar + 3);
  storage.refusal = undefined;
  expect(await enqueued).toMatchObject({ code: 1, stderr: '3 of 3 photos: 1 failed, 2 no-camera\n' });
  stop.abort();
  await worker;
  const files = () =>
    readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as ResultRecord).file);
  const all = ['a/1.JPG', 'b & ü.jpg', 'c.jpg'].map((key) => `s3://survey/hall/${key}`);
  expect(files()).toEqual(all);
  // A copy elsewhere, which isn't run again, is no sign that the first one is gone.
  storage.objects.set('copy/1.jpg', bytes('answer hall/a/1.JPG'));
  expect((await run(['enqueue', 's3://survey/copy', '--output', output, ...ofQueue])).code).toBe(0);
  expect(files()).toEqual(['s3://survey/copy/1.jpg', ...all]);
});
