import { describe, expect, it } from 'vitest';
import { createLine } from '../../src/inference/line.js';

const busy = { code: 'busy' };
const interrupted = { code: 'interrupted' };

describe('the waiting line', () => {
  it('admits as many as there are places, and as many wait as there is room', async () => {
    const line = createLine(2, 1);
    await line.enter();
    await line.enter();
    void line.enter();
    expect(line.waiting).toBe(1);
    await expect(line.enter()).rejects.toMatchObject(busy);
  });

  it('admits in the order of coming', async () => {
    const line = createLine(1, 3);
    const order: string[] = [];
    const first = await line.enter();
    const later = ['a', 'b', 'c'].map(async (name) => {
      const leave = await line.enter();
      order.push(name);
      leave();
    });
    first();
    await Promise.all(later);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('gives a place back once, however often it is left', async () => {
    const line = createLine(1, 0);
    const leave = await line.enter();
    leave();
    leave();
    await line.enter();
    await expect(line.enter()).rejects.toMatchObject(busy);
  });

  it('lets go of who aborts while waiting, and gives the room to the next', async () => {
    const line = createLine(1, 1);
    const leave = await line.enter();
    const impatient = new AbortController();
    const gone = line.enter(impatient.signal);
    impatient.abort();
    await expect(gone).rejects.toMatchObject(interrupted);
    const patient = line.enter();
    leave();
    await expect(patient).resolves.toBeTypeOf('function');
  });

  it('takes nobody whose signal has aborted already', async () => {
    await expect(createLine(1, 1).enter(AbortSignal.abort())).rejects.toMatchObject(interrupted);
  });

  it('sends away all who wait and all who come once it is closed', async () => {
    const line = createLine(1, 2);
    await line.enter();
    const waiting = line.enter();
    line.close();
    await expect(waiting).rejects.toMatchObject(interrupted);
    await expect(line.enter()).rejects.toMatchObject(interrupted);
    expect(line.waiting).toBe(0);
  });
});
