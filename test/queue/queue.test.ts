/** `enqueue` and `worker` with a real Redis; the workers' threads do as the photos say (slow-worker.mjs). */
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { loadBundle } from '../../src/bundle/load.js';
import { sha256Of } from '../../src/bundle/sha256.js';
import { jobIdOf } from '../../src/queue/job.js';
import { type ResultRecord } from '../../src/recognise/result.js';
import { putFacts, tinyFacts, writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';
import { freePort, hasRedis, startRedis } from '../support/redis.js';

const model = await writeTinyBundle();
const { bundle, sha256: modelSha256 } = await loadBundle(model);
const asked = { id: bundle.id, version: bundle.version, sha256: modelSha256 };

const ends = new Set<() => Promise<unknown>>();
afterEach(async () => {
  for (const end of ends) await end();
  ends.clear();
});

/** The queue of a name, as another program sees it. */
function jobsOf(redis: string, queueName: string): Queue {
  const connection = new Redis(redis, { maxRetriesPerRequest: null });
  ends.add(async () => connection.disconnect());
  return new Queue(queueName, { connection });
}

/** A job as the producer puts it in. */
function jobOf(file: string, content: string) {
  const sha256 = sha256Of(Buffer.from(content));
  return { id: jobIdOf(sha256, asked), data: { schema: 'whosecam.job/1', path: file, sha256, model: asked } };
}

/** A queue of its own for a test. */
async function newQueue(redis: string) {
  const folder = await folderOf({});
  const photos = path.join(folder, 'photos');
  mkdirSync(photos);
  const output = path.join(folder, 'run.jsonl');
  const queueName = path.basename(folder);
  const ofQueue = ['--redis', redis, '--queue-name', queueName];
  return {
    photos,
    output,
    queueName,
    put: (files: Readonly<Record<string, string>>) => {
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(photos, name), text);
    },
    enqueue: (more: readonly string[] = [], signal?: AbortSignal) =>
      run(['enqueue', photos, '--output', output, '--model', model, ...ofQueue, ...more], signal ? { signal } : {}),
    /** Starts a worker; stopping it gives what it left. */
    work(more: readonly string[] = [], root = photos) {
      const stop = new AbortController();
      const args = ['worker', root, '--workers', '1', '--model', model, ...ofQueue, ...more];
      const ran = run(args, { signal: stop.signal });
      const end = async () => {
        stop.abort();
        return ran;
      };
      ends.add(end);
      return { ran, end };
    },
    records: () =>
      readFileSync(output, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ResultRecord),
  };
}

const withoutTimes = (file: string): string =>
  readFileSync(file, 'utf8')
    .replaceAll(/"elapsedMs":\d+/g, '"elapsedMs":0')
    // Stands for the thread that answered.
    .replaceAll(/"height":\d+/g, '"height":0');

const { address } = await startRedis();

describe.skipIf(!hasRedis)('a queue', () => {
  it('gives the file that classify gives, copies and bad photos included', async () => {
    const queue = await newQueue(address);
    queue.put({
      'a.jpg': 'answer a',
      'b.jpg': 'code:unreadable',
      'c.jpg': 'wait:300',
      'd.jpg': 'answer a',
      '.x.jpg': 'x',
    });
    symlinkSync('nowhere', path.join(queue.photos, 'e.jpg'));
    const worker = queue.work();
    const { code, stderr } = await queue.enqueue();
    expect([code, stderr]).toEqual([1, '5 of 5 photos: 2 failed, 3 no-camera\n']);
    expect((await worker.end()).code).toBe(130);
    expect((await worker.ran).stderr).toContain('3 photos, 1 failed\n');
    const alone = path.join(path.dirname(queue.output), 'alone.jsonl');
    expect((await run(['classify', queue.photos, '--output', alone, '--model', model])).code).toBe(1);
    expect(withoutTimes(queue.output)).toBe(withoutTimes(alone));
    expect(queue.records()).toHaveLength(5);
  });

  it('has nothing left in Redis once all is in the file; the same folder again adds nothing, moved photos neither', async () => {
    const queue = await newQueue(address);
    queue.put({ 'a.jpg': 'answer a', 'b.jpg': 'answer b' });
    const worker = queue.work();
    expect((await queue.enqueue()).code).toBe(0);
    expect((await worker.end()).code).toBe(130);
    renameSync(path.join(queue.photos, 'b.jpg'), path.join(queue.photos, 'moved.jpg'));
    // Nobody works: what was put in would never be answered.
    expect((await queue.enqueue()).code).toBe(0);
    expect(queue.records().map(({ file }) => path.basename(file))).toEqual(['a.jpg', 'moved.jpg']);
    const client = new Redis(address);
    const left = await client.keys(`bull:${queue.queueName}:*`);
    client.disconnect();
    expect(left.filter((key) => /:[0-9a-f]{64}-|:(wait|active|completed|failed|delayed)$/.test(key))).toEqual([]);
  });

  it('goes on where it stopped, with answers that came meanwhile', async () => {
    const queue = await newQueue(address);
    queue.put({ 'a.jpg': 'answer a', 'b.jpg': 'answer b' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1500);
    const stopped = await queue.enqueue([], stop.signal);
    expect([stopped.code, queue.records()]).toEqual([130, []]);
    const jobs = jobsOf(address, queue.queueName);
    // All that Redis gets of a photo.
    const waiting = (await jobs.getWaiting()).map(({ data }) => data as unknown);
    expect(waiting).toHaveLength(2);
    for (const name of ['a', 'b']) expect(waiting).toContainEqual(jobOf(`${name}.jpg`, `answer ${name}`).data);
    const worker = queue.work();
    await expect.poll(() => jobs.getCompletedCount(), { timeout: 20_000 }).toBe(2);
    await worker.end();
    expect((await queue.enqueue()).code).toBe(0);
    expect(queue.records()).toHaveLength(2);
  });

  it('tries again what cannot be read yet', async () => {
    const queue = await newQueue(address);
    queue.put({ 'a.jpg': 'answer a' });
    const elsewhere = await folderOf({});
    queue.work([], elsewhere);
    setTimeout(() => writeFileSync(path.join(elsewhere, 'a.jpg'), 'answer a'), 2500);
    expect((await queue.enqueue()).code).toBe(0);
  });

  it('makes a failed record of a dead letter, and takes it out of the queue', async () => {
    const queue = await newQueue(address);
    queue.put({ 'a.jpg': 'answer a' });
    const jobs = jobsOf(address, queue.queueName);
    const { id, data } = jobOf('a.jpg', 'answer a');
    // Fewer tries than the producer's, so that it doesn't take two minutes.
    await jobs.add('photo', data, { jobId: id, attempts: 2, backoff: 100 });
    queue.work([], await folderOf({}));
    expect((await queue.enqueue()).code).toBe(1);
    expect(queue.records()).toMatchObject([
      {
        status: 'failed',
        sha256: data.sha256,
        error: { code: 'unreadable', message: expect.stringContaining('ENOENT') as string },
      },
    ]);
    expect(await jobs.getFailedCount()).toBe(0);
  });

  it('begins no more photos a second than it may', async () => {
    const queue = await newQueue(address);
    queue.put(Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`${i}.jpg`, `answer ${i}`])));
    queue.work(['--rate', '2']);
    const begun = performance.now();
    expect((await queue.enqueue()).code).toBe(0);
    // Two, two and one.
    expect(performance.now() - begun).toBeGreaterThan(1500);
  });

  it('refuses work for another model, and leaves it to others', async () => {
    const queue = await newQueue(address);
    queue.put({ 'a.jpg': 'answer a' });
    const other = await writeTinyBundle();
    // The same name and version; only a threshold differs.
    await putFacts(other, {
      ...(await loadBundle(other)).bundle,
      decision: { ...tinyFacts.decision, claimThreshold: 0.81 },
    });
    const answer = queue.enqueue();
    const { code, stderr } = await queue.work(['--model', other]).ran;
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('Expected the model that the queue asks for, tiny-1 0.0.1 ('),
    ]);
    queue.work();
    expect((await answer).code).toBe(0);
    expect(queue.records()).toMatchObject([{ status: 'ok' }]);
  });

  it('takes no answer that is none', async () => {
    const queue = await newQueue(address);
    queue.put({ 'a.jpg': 'answer a' });
    const connection = new Redis(address, { maxRetriesPerRequest: null });
    ends.add(async () => connection.disconnect());
    const liar = new Worker(queue.queueName, async () => Promise.resolve({ status: 'ok', verdict: 'hikvision' }), {
      connection,
    });
    expect((await queue.enqueue()).code).toBe(1);
    expect(queue.records()).toMatchObject([{ status: 'failed', error: { code: 'internal' } }]);
    await liar.close();
  });

  it.each(['../secret.jpg', '/etc/hostname', 'link.jpg'])('reads nothing outside the folder: %s', async (file) => {
    const queue = await newQueue(address);
    writeFileSync(path.join(path.dirname(queue.photos), 'secret.jpg'), 'answer');
    symlinkSync('../secret.jpg', path.join(queue.photos, 'link.jpg'));
    const jobs = jobsOf(address, queue.queueName);
    await jobs.add('photo', jobOf(file, 'answer').data, { jobId: 'x' });
    queue.work();
    await expect.poll(() => jobs.getCompletedCount(), { timeout: 20_000 }).toBe(1);
    expect((await jobs.getJob('x'))?.returnvalue).toMatchObject({ status: 'failed', error: { code: 'bad-request' } });
  });
});

it('says that Redis is away, or was not named', async () => {
  const photos = await folderOf({ 'a.jpg': 'answer' });
  const output = path.join(await folderOf({}), 'run.jsonl');
  const redis = `redis://:secret@127.0.0.1:${await freePort()}`;
  for (const args of [
    ['enqueue', photos, '--output', output],
    ['worker', photos],
  ]) {
    const away = await run([...args, '--model', model, '--redis', redis]);
    expect([away.code, away.stderr]).toEqual([
      2,
      expect.stringContaining('Expected Redis at the address of --redis; received ECONNREFUSED'),
    ]);
    const unnamed = await run([...args, '--model', model]);
    expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringContaining('Expected --redis (WHOSECAM_REDIS)')]);
    const wrong = await run([...args, '--model', model, '--redis', 'http://:secret@x']);
    expect(wrong.code).toBe(2);
    expect(away.stderr + wrong.stderr).not.toContain('secret');
  }
});
