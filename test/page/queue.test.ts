import { describe, expect, it } from 'vitest';
import { createQueue, type JobOutcome, retryAfterOf } from '../../src/page/queue.js';

/** A queue whose jobs and waits end when the test says so. */
function held(atOnce: number) {
  const started: string[] = [];
  const ends = new Map<string, (outcome: JobOutcome) => void>();
  const slept: { seconds: number; wake: () => void }[] = [];
  const queue = createQueue<string>(
    atOnce,
    (job) => {
      started.push(job);
      return new Promise((resolve) => ends.set(job, resolve));
    },
    (seconds) => new Promise((wake) => slept.push({ seconds, wake })),
  );
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    queue,
    started,
    slept,
    end: (job: string, outcome: JobOutcome = 'over') => {
      ends.get(job)?.(outcome);
      return tick();
    },
    wake: (i: number) => {
      slept[i]?.wake();
      return tick();
    },
  };
}

describe('a queue', () => {
  it('runs so many at a time, in order', async () => {
    const { queue, started, end } = held(2);
    queue.add(['a', 'b', 'c']);
    queue.add(['d']);
    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets all wait when the other side is full, then begins with the one that was refused', async () => {
    const { queue, started, slept, end, wake } = held(2);
    queue.add(['a', 'b', 'c']);
    await end('a', { retryAfterS: 4 });
    await end('b');
    expect(slept.map(({ seconds }) => seconds)).toEqual([4]);
    expect(started).toEqual(['a', 'b']);
    await wake(0);
    expect(started).toEqual(['a', 'b', 'a', 'c']);
  });

  it('waits for the longer of two waits', async () => {
    const { queue, started, end, wake } = held(2);
    queue.add(['a', 'b']);
    await end('a', { retryAfterS: 1 });
    await end('b', { retryAfterS: 9 });
    await wake(0);
    expect(started).toEqual(['a', 'b']);
    await wake(1);
    expect(started).toHaveLength(4);
  });

  it('stands still until it is unlocked', async () => {
    const { queue, started, end } = held(1);
    queue.add(['a', 'b']);
    await end('a', 'locked');
    queue.add(['c']);
    expect(started).toEqual(['a']);
    queue.resume();
    expect(started).toEqual(['a', 'a']);
  });
});

it.each([
  ['5', 5],
  ['0', 1],
  ['9999', 60],
  [null, 2],
  ['Tue, 24 Nov 2026 10:00:00 GMT', 2],
])('Retry-After: %s is %d s', (header, seconds) => expect(retryAfterOf(header)).toBe(seconds));
