/** With real connections: what the service does when there's more than it can do. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { usualPatience } from '../../src/http/patience.js';
import { listen } from '../../src/http/serve.js';
import { closedAfterEach } from '../support/closed.js';
import { connected, service, uploading } from '../support/http.js';

const listening = closedAfterEach(connected);

const post = (url: string, words: string, init: RequestInit = {}) =>
  fetch(`${url}/v1/classify`, { method: 'POST', body: words, headers: { 'content-type': 'image/jpeg' }, ...init });

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came to that');
};

/** The place that 95 of 100 don't exceed. */
const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? NaN;

describe('while a photo is being recognised', () => {
  it('answers /livez within 50 ms', async () => {
    const { url } = await listening();
    const idle = p95(await livezTimes(url));
    const busy = post(url, 'block:3000');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const times = await livezTimes(url);
    // Where the machine is so busy with other things that an idle service is slow, it's the comparison that counts.
    expect(p95(times)).toBeLessThan(Math.max(50, 2 * idle));
    expect((await busy).status).toBe(200);
  });
});

async function livezTimes(url: string): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    await (await fetch(`${url}/livez`)).text();
    times.push(performance.now() - before);
  }
  return times;
}

describe('when the house is full', () => {
  it('answers 503 with Retry-After, and takes photos again later', async () => {
    const { url, pool } = await listening({ queue: 1, timeoutMs: 6000 });
    const running = post(url, 'wait:600');
    const waiting = post(url, 'answer');
    await until(() => pool.queueSize === 1);
    const refused = await post(url, 'answer');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('3');
    expect(await refused.json()).toMatchObject({ code: 'busy' });
    expect((await running).status).toBe(200);
    expect((await waiting).status).toBe(200);
    expect((await post(url, 'answer')).status).toBe(200);
  });

  it('says so before a byte of the photo is read', async () => {
    const { url } = await listening({ queue: 0 });
    const running = post(url, 'wait:600');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const socket = uploading(url);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 503 /);
    expect(answer.toString()).toMatch(/connection: close/i);
    socket.destroy();
    await running;
  });
});

describe('a caller that hangs up', () => {
  it('frees its place while it waits', async () => {
    const { url, pool } = await listening({ queue: 1 });
    const running = post(url, 'wait:800');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const caller = new AbortController();
    const gone = post(url, 'loop', { signal: caller.signal }).catch(() => 'gone');
    await until(() => pool.queueSize === 1);
    caller.abort();
    expect(await gone).toBe('gone');
    await until(() => pool.queueSize === 0);
    expect((await post(url, 'answer')).status).toBe(200);
    expect((await running).status).toBe(200);
  });

  it('frees its place while it uploads', async () => {
    const { url } = await listening({ queue: 0 });
    const socket = uploading(url);
    socket.write('half');
    await until(async () => (await post(url, 'answer')).status === 503);
    socket.destroy();
    await until(async () => (await post(url, 'answer')).status === 200);
  });
});

describe('a large upload that is refused', () => {
  const large = new Blob([new Uint8Array(30_000_000)], { type: 'image/jpeg' });
  const formOf = (name: string) => {
    const form = new FormData();
    form.append(name, large, 'a.jpg');
    return form;
  };

  it.each([
    ['raw', large, 413],
    ['form', formOf('other'), 400],
    ['form with a photo', formOf('image'), 413],
  ] as const)('%s: gets its answer each time, and the service goes on', async (_, body, status) => {
    const { url } = await listening({ queue: 10 });
    for (let i = 0; i < 5; i++) {
      const sent = Array.from({ length: 4 }, () => fetch(`${url}/v1/classify`, { method: 'POST', body }));
      for (const response of await Promise.all(sent)) {
        expect(response.status).toBe(status);
        expect(await response.json()).toMatchObject({ status });
      }
    }
    expect((await post(url, 'answer')).status).toBe(200);
  });

  /** Sends 2 MB slowly to a full house; the answer, and the bytes that went out before the end or the cut. */
  async function slowly(url: string) {
    const socket = uploading(url, 2_000_000);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    let sent = 0;
    const upload = setInterval(() => {
      socket.write(Buffer.alloc(200_000));
      sent += 200_000;
      if (sent === 2_000_000) clearInterval(upload);
    }, 50);
    await once(socket, 'close');
    clearInterval(upload);
    return { answer, sent };
  }

  it.each([
    ['to its end, when it comes in time', 5000, 2_000_000, 2_000_000],
    ['no longer than the service has patience', 200, 200_000, 1_800_000],
  ])('is heard %s', async (_, lingerMs, least, most) => {
    const { url } = await listening({ queue: 0 }, { patience: { ...usualPatience, lingerMs } });
    const running = post(url, 'wait:600');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { answer, sent } = await slowly(url);
    expect(answer).toMatch(/^HTTP\/1.1 503 .*"code":"busy"/s);
    expect(sent).toBeGreaterThanOrEqual(least);
    expect(sent).toBeLessThanOrEqual(most);
    expect((await running).status).toBe(200);
  });
});

describe('bytes that are no HTTP', () => {
  it('get a problem', async () => {
    const { url } = await listening();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('hello\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*"code":"bad-request"/s);
  });
});

describe('closing', () => {
  it('finishes what is under way, and takes nothing new', async () => {
    const { app, close } = await service();
    const { url, close: stop } = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 30_000 });
    const running = post(url, 'wait:300');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = stop();
    expect((await running).status).toBe(200);
    const answeredAt = performance.now();
    await stopped;
    // Not for as long as the caller keeps its connection.
    expect(performance.now() - answeredAt).toBeLessThan(10_000);
    await expect(post(url, 'answer')).rejects.toThrow();
    await close();
  });

  it('cuts after its grace who never ends', async () => {
    const { app, close } = await service();
    const { url, close: stop } = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 100 });
    const socket = uploading(url);
    socket.write('half');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = performance.now();
    await stop();
    expect(performance.now() - before).toBeLessThan(2000);
    await close();
  });
});
