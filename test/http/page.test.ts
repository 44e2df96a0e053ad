import { afterAll, describe, expect, it } from 'vitest';
import { service } from '../support/http.js';

const { app, close } = await service({ token: 'secret' });
afterAll(close);

describe('the page', () => {
  it('is at /, without a token, and all that it names is there', async () => {
    const { statusCode, headers, body } = await app.inject('/');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const named = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(named).toContain('page/main.js');
    for (const url of named) expect([url, (await app.inject(`/${url}`)).statusCode]).toEqual([url, 200]);
  });

  it.each([
    ['/page/main.js', 'text/javascript; charset=utf-8'],
    ['/page/page.css', 'text/css; charset=utf-8'],
    ['/page/icon.svg', 'image/svg+xml'],
  ])('%s is %s', async (url, type) => {
    expect((await app.inject(url)).headers['content-type']).toBe(type);
  });

  it('has no inline script and no inline style: a strict policy forbids them', async () => {
    const { body } = await app.inject('/');
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
  });

  it.each(['/page/', '/page/main.js.map', '/page/..%2fmain.js', '/page/../main.js', '/page/index.html', '/main.js'])(
    'nothing else is handed out: %s',
    async (url) => {
      expect((await app.inject(url)).statusCode).toBe(404);
    },
  );

  it('takes no posts', async () => {
    const { statusCode, headers } = await app.inject({ method: 'POST', url: '/' });
    expect(statusCode).toBe(405);
    expect(headers.allow).toBe('GET');
  });
});
