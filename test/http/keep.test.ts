import { readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeeper } from '../../src/http/keep.js';
import { recordSchema } from '../../src/recognise/result.js';
import { collector, folderOf } from '../support/cli.js';
import { closedAfterEach } from '../support/closed.js';
import { mountedForEach } from '../support/disk.js';
import { form, raw, service, type Service } from '../support/http.js';

const open = closedAfterEach(service);
const mounted = mountedForEach();
const keeping = closedAfterEach(
  async (folder: string, log?: ReturnType<typeof collector>, config: Parameters<typeof service>[0] = {}) =>
    service(config, { keeper: await openKeeper(folder), ...(log && { log: log.stream }) }),
);

const post = ({ app }: Service, body: ReturnType<typeof form> | ReturnType<typeof raw>) =>
  app.inject({ method: 'POST', url: '/v1/classify', ...body });

// printf answer | sha256sum
const sha256 = '0db52f4076c082518412afd3dd3576e2cb0c63703fd7fed5e23ade60efef31d9';

/** Writes into a file of the folder until there's no room but for so many bytes. */
async function fill(folder: string, left: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(path.join(folder, 'filler'), Buffer.alloc(bavail * bsize - left));
}

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

  it('for being on a disk that can only be read is refused at the start', async (test) => {
    const disk = await mounted('64k');
    if (!disk) return test.skip('only root may mount');
    await openKeeper(disk.folder);
    disk.makeReadOnly();
    const words = 'Expected a folder for --keep that can be made and written; received EROFS';
    await expect(openKeeper(disk.folder)).rejects.toMatchObject({ code: 'bad-config', message: words });
  });

  it.for([
    { what: 'half a photo', left: 0 },
    { what: 'a photo without its record', left: 4096 },
  ])('for its disk being full never shows $what, and is used again when there is room', async ({ left }, { skip }) => {
    const disk = await mounted('64k');
    if (!disk) return skip('only root may mount');
    const [log, photo] = [collector(), raw(`answer${' '.repeat(left === 0 ? 900 : 4000)}`)];
    const one = await keeping(disk.folder, log, { maxBytes: 10_000 });
    await fill(disk.folder, left);
    expect((await post(one, photo)).statusCode).toBe(200);
    expect(log.text()).toContain('ENOSPC');
    expect(await readdir(disk.folder)).toEqual(['filler']);
    await rm(path.join(disk.folder, 'filler'));
    expect((await post(one, photo)).statusCode).toBe(200);
    expect((await readdir(disk.folder)).map((name) => path.extname(name)).sort()).toEqual(['.jpeg', '.json']);
  });
});

it('takes away what a service that was killed had not finished, and nothing else', async () => {
  const id = '0b6d4e0f-9f2c-4c56-8a3e-9f6f2a1d7c11';
  const others = [`${sha256}.jpeg`, `${sha256}.json`, 'notes.part', `${sha256}.part`];
  const parts = [`${sha256}.${id}.photo.part`, `${sha256}.${id}.record.part`];
  const folder = await folderOf(Object.fromEntries([...others, ...parts].map((name) => [name, 'x'])));
  await openKeeper(folder);
  expect((await readdir(folder)).sort()).toEqual(others.sort());
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
