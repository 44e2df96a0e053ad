/**
 * What the real service tells of a photo that says much: in answers the record's facts and nothing else, in refusals, log and metrics
 * nothing at all. Every code that can come over HTTP comes.
 */
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/errors.js';
import { folderOf } from '../support/cli.js';
import { type Program, serveProgram } from '../support/program.js';
import { neverTold, places, secretPhoto, toldInRecords, tornPhoto } from '../support/secret-photo.js';

const root = path.join(import.meta.dirname, '../..');
const photo = await secretPhoto();
const torn = tornPhoto(photo);

/** Nothing of the photo, of what it's called, of the words of an address, or of where things lie on this machine. */
function expectNothing(text: string): void {
  for (const pattern of [neverTold, toldInRecords, /walrus|quagmire/i]) expect(text).not.toMatch(pattern);
  for (const folder of [root, tmpdir()]) expect(text).not.toContain(folder);
}

type Ask = (url: string) => Promise<Response>;

const asBlob = (bytes: Buffer): Blob => new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' });

/** A photo as a raw body. */
const raw =
  (bytes: Buffer, where = '/v1/classify', init: RequestInit = {}): Ask =>
  (url) =>
    fetch(`${url}${where}`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: asBlob(bytes),
      ...init,
    });

/** Photos in a form, in parts of this name. */
const form =
  (all: readonly Buffer[], name = 'image', where = '/v1/classify'): Ask =>
  (url) => {
    const body = new FormData();
    for (const bytes of all) body.append(name, asBlob(bytes), 'quagmire/walrus.jpg');
    return fetch(`${url}${where}`, { method: 'POST', body });
  };

/** What the answer says, head and body; in one text. */
const textOf = async (response: Response): Promise<string> =>
  [...response.headers].flat().join('\n') + '\n' + (await response.text());

const seen = new Set<string>();

/** Asks and expects a refusal with this code that tells nothing. */
async function expectRefused({ url }: Program, ask: Ask, code: string): Promise<void> {
  const text = await textOf(await ask(url));
  expect(text).toContain(`"code":"${code}"`);
  expectNothing(text);
  seen.add(code);
}

/** Runs a service for `during`; then what it said and counted is looked at, too. */
async function serving(
  args: readonly string[],
  during: (program: Program) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const program = await serveProgram(args, env);
  try {
    await during(program);
    const metrics = await fetch(`${program.url}/metrics`);
    expectNothing(await textOf(metrics));
  } finally {
    await program.close();
  }
  expect(program.said()).toContain('"route"');
  expectNothing(program.said());
}

describe('an answer', () => {
  it('holds what a record has a place for, without places where they are not wanted, and the name as it was sent', async () => {
    await serving([], async ({ url }) => {
      const whole = await textOf(await raw(photo)(url));
      expect(whole).toMatch(places);
      expect(whole).toMatch(/1987-06-05.*OKAPI/);
      const without = await textOf(await form([photo], 'image', '/v1/classify?location=false')(url));
      expect(without).toContain('"file":"walrus.jpg"');
      expect(without).not.toMatch(places);
      const several = await form([photo, torn])(url);
      expect(several.status).toBe(200);
      const text = await textOf(several);
      expect(text).toContain('"code":"unreadable"');
      for (const one of [whole, without, text]) expect(one).not.toMatch(neverTold);
      expectNothing(text.slice(text.indexOf('"failed"')));
    });
  });

  it('to Label Studio holds no place at all', async () => {
    await serving(['--label-studio'], async ({ url }) => {
      const addresses = [photo, torn].map((bytes) => `data:image/jpeg;base64,${bytes.toString('base64')}`);
      const choices = ['Hikvision', 'Dahua', 'Other brand', 'Unknown brand', 'No camera'];
      const views = choices.map((value) => `<Choice value="${value}"/>`).join('');
      const label_config = `<View><Image name="photo" value="$image"/><Choices name="answer" toName="photo">${views}</Choices></View>`;
      const tasks = [...addresses, 'http://walrus.example/', '/data/local-files/?d=quagmire/walrus.jpg'].map(
        (image, id) => ({ id, data: { image }, project: 3, annotations: [] }),
      );
      const payload = JSON.stringify({ tasks, label_config, project: '3.17' });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/predict`, { method: 'POST', headers, body: payload });
      expect(response.status).toBe(200);
      const text = await textOf(response);
      expect(text).toContain('Hikvision');
      expectNothing(text);
    });
  });
});

describe('a refusal, the log and the metrics tell nothing', { timeout: 300_000 }, () => {
  it('of a photo that is wrong', async () => {
    await serving([], async (program) => {
      const strange = Buffer.concat([Buffer.from('ZEBRAFISH'), photo]);
      for (const way of [raw, (bytes: Buffer) => form([bytes])]) {
        await expectRefused(program, way(torn), 'unreadable');
        await expectRefused(program, way(strange), 'unsupported-format');
      }
      await expectRefused(program, form([photo], 'zebrafish'), 'bad-request');
      await expectRefused(program, raw(photo, '/v1/classify?place=walrus-51.43219'), 'bad-request');
      await expectRefused(program, raw(photo, '/quagmire/walrus.jpg'), 'not-found');
      await expectRefused(program, raw(photo, '/v1/classify', { method: 'PUT' }), 'method-not-allowed');
      await expectRefused(program, form(Array<Buffer>(17).fill(torn)), 'too-many-parts');
    });
  });

  it.each([
    ['too-large', ['--max-bytes', '1000']],
    ['too-many-pixels', ['--max-pixels', '1000']],
    ['busy', ['--budget-bytes', '1000']],
    ['timeout', ['--timeout-ms', '1']],
  ])('of a photo that is %s', async (code, args) => {
    await serving(args, async (program) => {
      await expectRefused(program, raw(photo), code);
      await expectRefused(program, form([photo]), code);
    });
  });

  it('of a photo that comes too slowly, or in no request', async () => {
    await serving([], async ({ url }) => {
      const answerTo = async (head: string): Promise<string> => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1');
        socket.write(Buffer.concat([Buffer.from(head, 'latin1'), photo.subarray(0, 5000)]));
        const [answer] = (await once(socket, 'data')) as [Buffer];
        socket.destroy();
        return answer.toString();
      };
      const head = `POST /v1/classify?location=true HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${photo.length}`;
      for (const [sent, code] of [
        [`${head}\r\ncontent-type: image/jpeg\r\n\r\n`, 'too-slow'],
        [`${head}\r\nwalrus`, 'bad-request'],
      ] as const) {
        const answer = await answerTo(sent);
        expect(answer).toContain(`"code":"${code}"`);
        expectNothing(answer);
        seen.add(code);
      }
    });
  });

  it('to who has no token, and to who comes too often', async () => {
    const env = { WHOSECAM_TOKEN: 'quagmire' };
    await serving(
      ['--rate-limit', '1'],
      async (program) => {
        const headers = { 'content-type': 'image/jpeg', authorization: 'Bearer walrus' };
        await expectRefused(program, raw(photo, '/v1/classify', { headers }), 'unauthorised');
        await expectRefused(program, raw(photo, '/v1/classify', { headers }), 'rate-limited');
      },
      env,
    );
  });

  it('when a worker dies under the photo, and when the next one finds another model', async () => {
    const folder = await folderOf({});
    const [model, order] = [path.join(folder, 'model'), path.join(folder, 'order')];
    cpSync(path.join(root, 'models/whosecam-1'), model, { recursive: true });
    const preload = path.join(root, 'test/support/dying-worker.mjs');
    await serving(
      ['--model', model, '--workers', '1'],
      async (program) => {
        writeFileSync(order, 'exit:0');
        writeFileSync(path.join(model, 'housing.onnx'), 'altered');
        await expectRefused(program, raw(photo), 'internal');
        await expectRefused(program, raw(photo), 'model-altered');
        await expectRefused(program, (url) => fetch(`${url}/readyz`), 'not-ready');
      },
      { NODE_OPTIONS: `--import=${preload}`, DYING_WORKER: order },
    );
  });

  // What a service that ends answers is in test/http/ending.test.ts; a model that's missing goes the way of one that's altered; the
  // others are of the command line, the last four of the queue.
  afterAll(() => {
    const elsewhere = ['interrupted', 'model-missing', 'bad-config', 'in-use', 'disk-full', 'not-written'];
    elsewhere.push('other-model', 'package-missing', 'queue-away', 'storage-away');
    expect([...seen, ...elsewhere].sort()).toEqual(Object.keys(catalogue).sort());
  });
});
