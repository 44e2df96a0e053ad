import { describe, expect, it } from 'vitest';
import { closedAfterEach } from '../support/closed.js';
import { order, slowPool } from '../support/pool.js';

const open = closedAfterEach(slowPool);

describe('a photo that takes too long', () => {
  it.each(['loop', 'block:60000', 'wait:60000'])('is ended at the limit: %s', async (words) => {
    const pool = await open({ timeoutMs: 200 });
    await expect(pool.recognise(order(words))).rejects.toMatchObject({ code: 'timeout' });
    expect((await pool.recognise(order('answer'))).verdict.kind).toBe('no-camera');
  });

  it('harms neither the photo beside it nor those that wait', async () => {
    const pool = await open({ workers: 2, timeoutMs: 400 });
    const endless = pool.recognise(order('loop'));
    const others = [
      pool.recognise(order('wait:300')),
      pool.recognise(order('answer')),
      pool.recognise(order('answer')),
    ];
    await expect(endless).rejects.toMatchObject({ code: 'timeout' });
    expect((await Promise.all(others)).map(({ verdict }) => verdict.kind)).toEqual(Array(3).fill('no-camera'));
  });

  it('may wait longer than the limit: the time counts from its start', async () => {
    const pool = await open({ timeoutMs: 400, maxQueue: 3 });
    const before = performance.now();
    await Promise.all([1, 2, 3].map(() => pool.recognise(order('wait:250'))));
    expect(performance.now() - before).toBeGreaterThan(700);
  });
});

describe('a photo that kills its worker', () => {
  it.each(['exit', 'throw'])('fails alone, and the pool goes on: %s', async (words) => {
    const pool = await open({ maxQueue: 5 });
    const outcomes = await Promise.allSettled(
      ['answer', words, 'answer', words, 'answer'].map((w) => pool.recognise(order(w))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'internal' } });
  });
});

describe('a photo that is no longer wanted', () => {
  it('leaves the line', async () => {
    const pool = await open({ maxQueue: 1 });
    const running = pool.recognise(order('wait:200'));
    const caller = new AbortController();
    const unwanted = pool.recognise(order('loop'), { signal: caller.signal });
    caller.abort();
    await expect(unwanted).rejects.toMatchObject({ code: 'interrupted' });
    expect(pool.queueSize).toBe(0);
    await running;
    await pool.recognise(order('answer'));
  });

  it('is finished when it runs already: loading a model anew would cost more', async () => {
    const pool = await open();
    const thread = (await pool.recognise(order('answer'))).image.height;
    const caller = new AbortController();
    const onStart = () => caller.abort();
    const finished = await pool.recognise(order('wait:100'), { signal: caller.signal, onStart });
    expect(finished.image.height).toBe(thread);
    expect((await pool.recognise(order('answer'))).image.height).toBe(thread);
  });
});
