import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeeper } from '../../src/http/keep.js';
import { recordSchema } from '../../src/recognise/result.js';
import { collector, folderOf } from '../support/cli.js';
import { closedAfterEach } from '../support/closed.js';
import { form, raw, service, type Service } from '../support/http.js';

const open = closedAfterEach(service);
const keeping = closedAfterEach(async (folder: string, log?: ReturnType<typeof collector>) =>
  service({}, { keeper: await openKeeper(folder), ...(log && { log: log.stream }) }),
);

const post = ({ app }: Service, body: ReturnType<typeof form> | ReturnType<typeof raw>) =>
  app.inject({ method: 'POST', url: '/v1/classify', ...body });

// printf answer | sha256sum
const sha256 = '0db52f4076c082518412afd3dd3576e2cb0c63703fd7fed5e23ade60efef31d9';

it('keeps the bytes as they were sent and the record as it was answered, named by the hash, for the owner only', async () => {
  const folder = path.join(await folderOf({}), 'made', 'by itself');
  const one = await keeping(folder);
  const { body } = await post(one, form([{ content: 'answer', file: 'town-hall.jpg' }]));
  expect((await readdir(folder)).sort()).toEqual([`${sha256}.jpeg`, `${sha256}.json`]);
  expect(await readFile(path.join(folder, `${sha256}.jpeg`), 'utf8')).toBe('answer');
  const record = recordSchema.parse(JSON.parse(await readFile(path.join(folder, `${sha256}.json`), 'utf8')));
  expect(JSON.parse(body)).toEqual({ results: [record] });
  if (process.platform !== 'win32') {
    expect((await stat(path.join(folder, `${sha256}.json`))).mode & 0o777).toBe(0o600);
  }
});

it('keeps photos that failed, with their reason, and nothing of those that no record was made of', async () => {
  const folder = await folderOf({});
  const one = await keeping(folder);
  await post(one, raw('code:unreadable'));
  await post(one, raw('code:model-missing'));
  await post(one, raw('x'.repeat(1001)));
  const [bytes, json, ...others] = (await readdir(folder)).sort();
  expect(others).toEqual([]);
  expect(bytes).toMatch(/\.bin$/);
  expect(await readFile(path.join(folder, json ?? ''), 'utf8')).toContain('"unreadable"');
});

describe('a folder that cannot be written', () => {
  it('is written about in the log and does not fail the answer', async () => {
    const folder = await folderOf({});
    const log = collector();
    const one = await keeping(folder, log);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file in its place');
    expect((await post(one, raw('answer'))).statusCode).toBe(200);
    expect(log.text()).toContain('ENOTDIR');
  });

  it('is refused at the start', async () => {
    const folder = await folderOf({ file: 'x' });
    await expect(openKeeper(path.join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'bad-config' });
  });
});

it('keeps nothing unless it is asked to', async () => {
  const folder = await folderOf({});
  const before = process.cwd();
  process.chdir(folder);
  const one = await open();
  expect((await post(one, raw('answer'))).statusCode).toBe(200);
  process.chdir(before);
  expect(await readdir(folder)).toEqual([]);
});
