import { describe, expect, it } from 'vitest';
import { closedAfterEach } from '../support/closed.js';
import { order, slowPool } from '../support/pool.js';

const open = closedAfterEach(slowPool);

describe('the pool', () => {
  it('answers a photo, on another thread', async () => {
    const pool = await open();
    const { verdict, image } = await pool.recognise(order('answer'));
    expect(verdict.kind).toBe('no-camera');
    expect(image.height).toBeGreaterThan(0);
  });

  it('leaves the place out when asked to', async () => {
    const pool = await open();
    expect((await pool.recognise(order('answer'))).image.location).toEqual({ lat: 51.5, lon: -0.14 });
    expect((await pool.recognise(order('answer'), { location: false })).image).not.toHaveProperty('location');
  });

  it('keeps the main thread free while a worker is blocked', async () => {
    const pool = await open();
    const blocked = pool.recognise(order('block:500'));
    const before = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(performance.now() - before).toBeLessThan(200);
    await blocked;
  });

  it('sends a photo away when the line is full', async () => {
    const pool = await open({ maxQueue: 1 });
    const running = pool.recognise(order('wait:300'));
    const waiting = pool.recognise(order('answer'));
    expect(pool.queueSize).toBe(1);
    await expect(pool.recognise(order('answer'))).rejects.toMatchObject({ code: 'busy' });
    await Promise.all([running, waiting]);
    await pool.recognise(order('answer'));
  });

  it('keeps the worker code and words of a failure', async () => {
    const pool = await open();
    await expect(pool.recognise(order('code:unreadable'))).rejects.toMatchObject({
      code: 'unreadable',
      message: 'Expected better; received unreadable',
    });
  });

  it('is ready once its self-test has passed', async () => {
    const [pool, altered] = [await open(), await open({ folder: 'altered' })];
    expect(pool.ready).toBe(false);
    await pool.selfTest();
    expect(pool.ready).toBe(true);
    await expect(altered.selfTest()).rejects.toMatchObject({ code: 'model-altered' });
    expect(altered.ready).toBe(false);
  });

  it('refuses to start without a model, with the code of the reason', async () => {
    await expect(open({ folder: 'missing', workers: 2 })).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('refuses to start when the workers have no program', async () => {
    await expect(open({ worker: new URL('./no-such-worker.mjs', import.meta.url) })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('moves bytes that have a buffer of their own, and copies a slice of a shared one', async () => {
    const pool = await open();
    const own = order('answer');
    const slice = new Uint8Array(order('....answer').buffer, 4);
    expect((await pool.recognise(own)).image.takenAt).toBe('answer');
    expect(own.byteLength).toBe(0);
    expect((await pool.recognise(slice)).image.takenAt).toBe('answer');
    expect(slice.byteLength).toBe(6);
  });

  it('finishes what runs when it is closed, and takes nothing more', async () => {
    const pool = await open();
    await pool.selfTest();
    expect(pool.ready).toBe(true);
    const photos = Promise.allSettled([pool.recognise(order('wait:200')), pool.recognise(order('answer'))]);
    await pool.close();
    expect(await photos).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'interrupted' } },
    ]);
    expect(pool.ready).toBe(false);
    await expect(pool.recognise(order('answer'))).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('gives up what still runs when its patience is over', async () => {
    const pool = await open({ timeoutMs: 60_000 });
    const photo = expect(pool.recognise(order('wait:50000'))).rejects.toMatchObject({ code: 'interrupted' });
    const before = performance.now();
    await pool.close(100);
    await photo;
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('ends what never ends when it is closed', async () => {
    const pool = await open({ timeoutMs: 200, graceMs: 200 });
    const endless = expect(pool.recognise(order('loop'))).rejects.toMatchObject({ code: 'timeout' });
    await pool.close();
    await endless;
  });
});
