/** The service of a review: who may see the photos of a run, and what it takes in. */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/bundle/sha256.js';
import { buildReviewApp, type ReviewParts } from '../../src/http/review.js';
import { openDesk } from '../../src/survey/desk.js';
import { createPhotoFinder } from '../../src/survey/photo-files.js';
import { openReview } from '../../src/survey/review-file.js';
import { readRun } from '../../src/survey/run-file.js';
import { collector } from '../support/cli.js';
import { wideLimits } from '../support/pictures.js';
import { claimOf, runOf } from '../support/reviewed.js';

const name = '001-hikvision-bullet-brick.jpg';
const box = claimOf(0.9).box;
const opened: { close(): Promise<unknown> }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

async function open(config: Partial<ReviewParts['config']> = {}) {
  const folder = await runOf({ [name]: [claimOf(0.9)] });
  const log = collector();
  const desk = openDesk({
    run: folder.run,
    records: await readRun(folder.run),
    file: await openReview(folder.review),
    find: createPhotoFinder(folder.run, { maxBytes: 10_000_000 }),
    reviewer: 'Ada',
    seed: null,
    limits: wideLimits,
  });
  const all = { host: '127.0.0.1', token: undefined, rateLimit: 600, ...config };
  const app = buildReviewApp({ desk, config: all, log: log.stream });
  opened.push(app);
  return { app, log, folder, sha256: String(folder.records[0]?.sha256) };
}

const post = (payload: unknown, type = 'application/json') =>
  ({
    method: 'POST',
    url: '/v1/review/verdicts',
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': type },
  }) as const;

describe('photos', () => {
  it('are handed out by their fingerprint, as they are, and kept by nobody', async () => {
    const { app, sha256 } = await open();
    const { statusCode, headers, rawPayload } = await app.inject(`/v1/review/photos/${sha256}`);
    expect([statusCode, headers['content-type'], sha256Of(rawPayload)]).toEqual([200, 'image/jpeg', sha256]);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(String(headers['content-security-policy'])).toContain("default-src 'none'");
  });

  it.each([
    ['another fingerprint', 'f'.repeat(64), 404],
    ['a path', encodeURIComponent('../../etc/passwd'), 400],
    ['a name', name, 400],
    ['large letters', 'A'.repeat(64), 400],
  ])('by %s: none', async (_, asked, status) => {
    const { app } = await open();
    expect((await app.inject(`/v1/review/photos/${asked}`)).statusCode).toBe(status);
  });

  it('are in no log, nor is their name', async () => {
    const { app, log, sha256 } = await open();
    await app.inject(`/v1/review/photos/${sha256}?size=small`);
    await app.inject(post({ sha256, marks: null }));
    expect(log.text()).toContain('/v1/review/photos/:sha256');
    for (const secret of [sha256, name]) expect(log.text()).not.toContain(secret);
  });
});

describe('verdicts', () => {
  it('are written down', async () => {
    const { app, folder, sha256 } = await open();
    expect((await app.inject(post({ sha256, marks: [{ box, answer: 'dahua' }] }))).statusCode).toBe(204);
    expect(await readFile(folder.review, 'utf8')).toContain('"verdict":"correct"');
    const sheet = (await app.inject('/v1/review')).json<{ photos: { marks: unknown }[] }>();
    expect(sheet.photos[0]?.marks).toEqual([{ box, answer: 'dahua' }]);
  });

  it.each([
    ['not JSON', '{', 'application/json'],
    ['a form that any page may send', '{}', 'text/plain'],
    ['no marks', { sha256: 'a'.repeat(64) }, undefined],
    ['another answer', { sha256: 'a'.repeat(64), marks: [{ box, answer: 'axis' }] }, undefined],
    ['a box beyond the photo', { sha256: 'a'.repeat(64), marks: [{ box: [0, 0, 2, 1], answer: 'dahua' }] }, undefined],
    ['a reviewer of its own', { sha256: 'a'.repeat(64), marks: null, reviewer: 'Eve' }, undefined],
    [
      'too many marks',
      { sha256: 'a'.repeat(64), marks: Array.from({ length: 201 }, () => ({ box, answer: 'dahua' })) },
      undefined,
    ],
  ])('%s: refused, and nothing written', async (_, payload, type) => {
    const { app, folder } = await open();
    const { statusCode, headers } = await app.inject(post(payload, type));
    expect(statusCode).toBe(400);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(await readFile(folder.review, 'utf8')).toBe('');
  });

  it("take another maker's name, or none, on as many cameras as there may be", async () => {
    const { app, folder, sha256 } = await open();
    const mark = { box, answer: 'other-brand' };
    const stored = async (marks: readonly object[]) => {
      expect((await app.inject(post({ sha256, marks }))).statusCode).toBe(204);
      return (await readFile(folder.review, 'utf8')).trimEnd().split('\n').at(-1);
    };
    expect(await stored([{ ...mark, brandName: ' Axis ' }])).toContain(
      '"said":{"kind":"other-brand","brandName":"Axis"}',
    );
    expect(await stored([{ ...mark, brandName: null }])).toContain('"brandName":null}');
    const many = Array.from({ length: 200 }, (_, i) => ({
      box: [0.123456, i / 1000, 0.123456, 0.000123],
      answer: 'other-brand',
      brandName: '\u{2070E}'.repeat(50),
    }));
    expect(await stored(many)).toContain('missed-camera');
  });

  it.each(['', '  ', 'a\nb', 'x'.repeat(101), 5])('of another maker called %j: refused', async (brandName) => {
    const { app, folder, sha256 } = await open();
    const refused = await app.inject(post({ sha256, marks: [{ box, answer: 'other-brand', brandName }] }));
    expect(refused.statusCode).toBe(400);
    expect(await readFile(folder.review, 'utf8')).toBe('');
  });

  it('on a photo that is not in the run: refused', async () => {
    const { app } = await open();
    expect((await app.inject(post({ sha256: 'f'.repeat(64), marks: [] }))).statusCode).toBe(404);
  });
});

describe('whoever comes', () => {
  it('by a stranger’s name for this machine is refused where no token is asked', async () => {
    const { app } = await open({ host: 'office.local' });
    const status = async (host: string) => (await app.inject({ url: '/v1/review', headers: { host } })).statusCode;
    for (const own of ['127.0.0.1:8080', 'localhost', '[::1]:8080', 'office.local:8080', '192.168.1.4']) {
      expect([own, await status(own)]).toEqual([own, 200]);
    }
    for (const other of ['evil.example.org', 'localhost.evil.org:80', '127.0.0.1.evil.org', 'a@127.0.0.1']) {
      expect([other, await status(other)]).toEqual([other, 400]);
    }
  });

  it('needs the token where there is one, for everything but the page, so many times a minute', async () => {
    const { app, sha256 } = await open({ token: 'secret', rateLimit: 5 });
    for (const url of ['/v1/review', `/v1/review/photos/${sha256}`]) {
      expect((await app.inject(url)).statusCode).toBe(401);
      expect((await app.inject({ url, headers: { authorization: 'Bearer secret' } })).statusCode).toBe(200);
    }
    expect((await app.inject(post({ sha256, marks: null }))).statusCode).toBe(401);
    expect((await app.inject('/v1/review')).statusCode).toBe(429);
    expect((await app.inject('/')).statusCode).toBe(200);
  });

  it('gets the page with the run’s photos, and none that takes photos in', async () => {
    const { app } = await open();
    expect((await app.inject('/')).body).toContain('<html data-source="run"');
    expect((await app.inject({ method: 'POST', url: '/v1/classify', payload: 'x' })).statusCode).toBe(404);
  });
});
