/** Workers that end under a photo, or find no model when they're born again: the pool heals, and says how it is meanwhile. */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { closedAfterEach } from '../support/closed.js';
import { order, slowPool } from '../support/pool.js';

const open = closedAfterEach(async (options: Parameters<typeof slowPool>[0]) => {
  const pool = await slowPool({ againMs: 50, ...options });
  await pool.selfTest();
  return pool;
});
const soon = { timeout: 30_000, interval: 5 };

describe('a worker that ends', () => {
  it('is replaced, and the pool is ready again by itself', async () => {
    const pool = await open({});
    expect(pool.health).toMatchObject({ ready: 1, ended: 0 });
    await expect(pool.recognise(order('exit'))).rejects.toMatchObject({ code: 'internal' });
    expect(pool.ready).toBe(false);
    await expect.poll(() => pool.ready, soon).toBe(true);
    expect(pool.health).toMatchObject({ ready: 1, ended: 1, problem: undefined });
    await pool.recognise(order('answer'));
  });

  it('leaves the pool ready while another one is there', async () => {
    const pool = await open({ workers: 2 });
    await expect(pool.recognise(order('exit'))).rejects.toMatchObject({ code: 'internal' });
    expect(pool).toMatchObject({ ready: true, health: { ready: 1 } });
    await expect.poll(() => pool.health.ready, soon).toBe(2);
  });

  it('and the next one, too, as it begins: the photo that waits is answered all the same', async () => {
    const folder = await folderOf({});
    const pool = await open({ folder });
    await writeFile(path.join(folder, 'fatal'), '');
    await expect(pool.recognise(order('exit'))).rejects.toMatchObject({ code: 'internal' });
    const waiting = pool.recognise(order('answer'));
    await expect.poll(() => pool.health.ended, soon).toBeGreaterThan(2);
    expect(pool.ready).toBe(false);
    await rm(path.join(folder, 'fatal'));
    expect((await waiting).verdict.kind).toBe('no-camera');
    await expect.poll(() => pool.ready, soon).toBe(true);
  });
});

describe('a worker that finds no model when it is born again', () => {
  it('makes the pool unready before a photo meets it, and says why, until the model is back', async () => {
    const folder = await folderOf({});
    const pool = await open({ folder });
    await writeFile(path.join(folder, 'away'), '');
    // What is loaded stays.
    expect((await pool.recognise(order('answer'))).verdict.kind).toBe('no-camera');
    expect(pool.ready).toBe(true);
    await expect(pool.recognise(order('exit'))).rejects.toMatchObject({ code: 'internal' });
    await expect.poll(() => pool.health.problem?.code, soon).toBe('model-missing');
    expect(pool).toMatchObject({ ready: false, health: { ready: 0 } });
    await expect(pool.recognise(order('answer'))).rejects.toMatchObject({ code: 'model-missing' });
    await rm(path.join(folder, 'away'));
    await expect.poll(() => pool.ready, soon).toBe(true);
    await pool.recognise(order('answer'));
  });

  it('gets no photo while another one has the model', async () => {
    const folder = await folderOf({});
    const pool = await open({ folder, workers: 2, maxQueue: 20 });
    await writeFile(path.join(folder, 'away'), '');
    await expect(pool.recognise(order('exit'))).rejects.toMatchObject({ code: 'internal' });
    await expect.poll(() => pool.health.problem?.code, soon).toBe('model-missing');
    expect(pool).toMatchObject({ ready: false, health: { ready: 1 } });
    const photos = Array.from({ length: 20 }, () => pool.recognise(order('wait:10')));
    expect((await Promise.allSettled(photos)).map(({ status }) => status)).toEqual(Array(20).fill('fulfilled'));
  });
});

it('fails a photo that takes more memory than a worker may have, alone', async () => {
  // A program of its own, so that the limit is this pool's only.
  const pool = JSON.stringify(new URL('../../dist/inference/pool.js', import.meta.url).href);
  const worker = JSON.stringify(new URL('../support/slow-worker.mjs', import.meta.url).href);
  const program = `
    const { createPool } = await import(${pool});
    const options = { folder: 'here', files: {}, workers: 1, threads: 1, maxQueue: 2, timeoutMs: 60000, limits: {} };
    const pool = await createPool({ ...options, worker: new URL(${worker}) });
    const photo = (words) => pool.recognise(new TextEncoder().encode(words)).then(() => 'ok', ({ code, cause }) => code + ' ' + cause.code);
    console.log((await Promise.all(['answer', 'memory', 'answer'].map(photo))).join(', '));
    await pool.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=64',
    '--input-type=module',
    '--eval',
    program,
  ]);
  expect(stdout).toBe('ok, internal ERR_WORKER_OUT_OF_MEMORY, ok\n');
});
