/** With real connections: what a request may take of memory and time, on either side of each limit. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/http/budget.js';
import { usualPatience } from '../../src/http/patience.js';
import { closedAfterEach } from '../support/closed.js';
import { connected, uploading } from '../support/http.js';

const listening = closedAfterEach(connected);

const post = (url: string, body: string | FormData) =>
  fetch(`${url}/v1/classify`, {
    method: 'POST',
    body,
    ...(typeof body === 'string' ? { headers: { 'content-type': 'image/jpeg' } } : {}),
  });

function formOf(...photos: string[]): FormData {
  const form = new FormData();
  for (const photo of photos) form.append('image', new Blob([photo], { type: 'image/jpeg' }), 'a.jpg');
  return form;
}

const padded = (words: string, length: number): string => words.padEnd(length);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const answerTo = async (socket: Socket): Promise<string> => {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
};

describe('the budget', () => {
  it('holds as many bytes as it may and not one more, and again when they are given back', () => {
    const budget = createBudget(10);
    budget.take(6);
    budget.take(4);
    expect(() => budget.take(1)).toThrow(expect.objectContaining({ code: 'busy' }) as Error);
    expect(budget.held).toBe(10);
    budget.give(4);
    budget.take(4);
  });

  it('takes a photo that just fits, raw or in a form, and refuses one byte more with 503 and Retry-After', async () => {
    const { url } = await listening({ budgetBytes: 500 });
    for (const body of [padded('answer', 500), formOf(padded('answer', 500))]) {
      expect((await post(url, body)).status).toBe(200);
    }
    for (const body of [padded('answer', 501), formOf(padded('answer', 501))]) {
      const refused = await post(url, body);
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('3');
      expect(await refused.json()).toMatchObject({ code: 'busy' });
    }
  });

  it('counts one photo of a form at a time: the next is read when the one before is answered', async () => {
    const { url } = await listening({ budgetBytes: 500 });
    const { status } = await post(url, formOf(...Array.from({ length: 5 }, () => padded('answer', 500))));
    expect(status).toBe(200);
  });

  it('is shared by all requests', async () => {
    const { url } = await listening({ budgetBytes: 500 });
    const running = post(url, padded('wait:500', 300));
    await pause(150);
    expect((await post(url, padded('answer', 201))).status).toBe(503);
    expect((await post(url, padded('answer', 200))).status).toBe(200);
    expect((await running).status).toBe(200);
    expect((await post(url, padded('answer', 500))).status).toBe(200);
  });
});

describe('a client that hangs up in the middle of its body', () => {
  it('gives its bytes back, and is no failure of the service', async () => {
    const { url } = await listening({ budgetBytes: 500 });
    const socket = uploading(url);
    socket.write('x'.repeat(400));
    await pause(100);
    socket.destroy();
    await pause(100);
    expect((await post(url, padded('answer', 500))).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('whosecam_upload_bytes 0\n');
    expect(metrics).not.toContain('code="internal"');
  });
});

describe('a slow client', () => {
  it('is cut off with 408 when its head does not come', async () => {
    const { url } = await listening({}, { patience: { ...usualPatience, headersMs: 200 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /livez HTTP/1.1\r\n');
    expect(await answerTo(socket)).toMatch(/^HTTP\/1.1 408 .*application\/problem\+json.*"code":"too-slow"/s);
  });

  it('is cut off with 408 when the whole request does not come', async () => {
    const { url } = await listening({}, { patience: { ...usualPatience, headersMs: 200, requestMs: 400 } });
    expect(await answerTo(uploading(url))).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is cut off with 408 when its body trickles, and its place is free again', async () => {
    const patience = { ...usualPatience, paceMs: 200, paceBytes: 100 };
    const { url } = await listening({ queue: 0 }, { patience });
    const socket = uploading(url);
    const trickle = setInterval(() => socket.write('x'), 20);
    const before = performance.now();
    expect(await answerTo(socket)).toMatch(/^HTTP\/1.1 408 .*"code":"too-slow"/s);
    expect(performance.now() - before).toBeLessThan(5000);
    clearInterval(trickle);
    await once(socket, 'close');
    expect((await post(url, 'answer')).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('whosecam_failures_total{code="too-slow"} 1\n');
    expect(metrics).not.toContain('code="internal"');
  });

  it('is heard to the end when it is just quick enough', async () => {
    const { url } = await listening({}, { patience: { ...usualPatience, paceMs: 400, paceBytes: 100 } });
    const socket = uploading(url);
    const answer = answerTo(socket);
    for (let sent = 0; sent < 900; sent += 100) {
      socket.write(sent === 0 ? padded('answer', 100) : ' '.repeat(100));
      await pause(100);
    }
    expect(await answer).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  it('is not blamed for the time that its photos take', async () => {
    const { url } = await listening({}, { patience: { ...usualPatience, paceMs: 100, paceBytes: 100 } });
    expect((await post(url, formOf('wait:500', 'wait:500'))).status).toBe(200);
  });
});
