/** Where a task's image may come from, and where not: real files, real links. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTaskFolder, taskImage } from '../../../src/http/label-studio/task-image.js';
import { folderOf } from '../../support/cli.js';

const local = (file: string): string => `/data/local-files/?d=${file}`;

let outer: string;
let folder: string;
beforeAll(async () => {
  outer = await folderOf({
    'secret.jpg': 'secret',
    'photos-of-others/b.jpg': 'secret',
    'photos/hall/a b.jpg': 'photo',
  });
  folder = await openTaskFolder(path.join(outer, 'photos'));
  await symlink(path.join(outer, 'secret.jpg'), path.join(folder, 'link.jpg'));
  await symlink(outer, path.join(folder, 'up'));
  await symlink(path.join(folder, 'hall', 'a b.jpg'), path.join(folder, 'inside.jpg'));
  await writeFile(path.join(folder, 'large.jpg'), 'x'.repeat(11));
  await mkdir(path.join(folder, '..hidden'));
  await writeFile(path.join(folder, '..hidden', 'c.jpg'), 'photo');
});

const read = async (address: unknown, within: string | undefined = folder) => {
  const { file, bytes } = await taskImage(address, { folder: within, maxBytes: 10 });
  return { file, text: Buffer.from(bytes).toString() };
};

describe('a local file', () => {
  it.each([
    { what: 'below the folder', d: 'hall/a%20b.jpg', file: 'a b.jpg' },
    { what: 'by a link that stays inside', d: 'inside.jpg', file: 'a b.jpg' },
    { what: 'in a folder whose name only begins with two dots', d: '..hidden/c.jpg', file: 'c.jpg' },
  ])('$what is read', async ({ d, file }) => {
    expect(await read(local(d))).toEqual({ file, text: 'photo' });
  });

  it.each([
    '../secret.jpg',
    '%2e%2e/secret.jpg',
    '..%2Fsecret.jpg',
    'hall/../../secret.jpg',
    '../photos-of-others/b.jpg',
    '../no-such-file.jpg',
    'link.jpg',
    'up/secret.jpg',
    'up/photos/../secret.jpg',
    '.',
    'hall%2Fa%20b.jpg%00',
  ])('%s leads out of the folder, and is refused', async (d) => {
    await expect(read(local(d))).rejects.toMatchObject({
      code: 'bad-request',
      message: 'Expected a file of the folder; received a path that leaves it',
    });
  });

  it('by its whole path is refused, unless that lies in the folder', async () => {
    await expect(read(local(path.join(outer, 'secret.jpg')))).rejects.toMatchObject({ code: 'bad-request' });
    expect((await read(local(path.join(folder, 'hall', 'a%20b.jpg')))).text).toBe('photo');
  });

  it.each([
    { d: 'none.jpg', code: 'unreadable' },
    { d: 'hall', code: 'unreadable' },
    { d: 'large.jpg', code: 'too-large' },
    { d: '%zz', code: 'bad-request' },
  ])('$d is $code', async ({ d, code }) => {
    await expect(read(local(d))).rejects.toMatchObject({ code });
  });

  it('is refused where no folder was named', async () => {
    const images = { folder: undefined, maxBytes: 10 };
    await expect(taskImage(local('inside.jpg'), images)).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('an image in the task', () => {
  const of = (text: string, head = 'data:image/jpeg;base64,') => `${head}${Buffer.from(text).toString('base64')}`;

  it('is read', async () => {
    expect(await read(of('photo'))).toEqual({ file: 'image', text: 'photo' });
  });

  it('is too large past the limit, and not at it', async () => {
    const isTooLarge = async (n: number) => (await taskImage(of('x'.repeat(n)), { folder, maxBytes: 10 })).isTooLarge;
    expect([await isTooLarge(10), await isTooLarge(11)]).toEqual([false, true]);
  });

  it.each(['data:image/jpeg;base64,cGh*bw==', 'data:image/jpeg;base64,cGhvdG8', 'data:image/jpeg,photo', 'data:,x'])(
    '%s is refused',
    async (address) => {
      await expect(read(address)).rejects.toMatchObject({ code: 'bad-request' });
    },
  );
});

describe('any other address', () => {
  it.each([
    'http://127.0.0.1/a.jpg',
    'https://example.org/data/local-files/?d=inside.jpg',
    '//example.org/a.jpg',
    's3://bucket/a.jpg',
    'file:///etc/passwd',
    '/etc/passwd',
    '/data/upload/1/a.jpg',
    '/data/local-files/?d=inside.jpg&u=http://x/',
    'inside.jpg',
    '',
    undefined,
    7,
    { url: 'http://127.0.0.1/' },
  ])('%s is refused', async (address) => {
    await expect(read(address)).rejects.toMatchObject({ code: 'bad-request' });
  });
});

it('needs a folder that is one', async () => {
  for (const name of ['no-such-folder', 'secret.jpg']) {
    await expect(openTaskFolder(path.join(outer, name))).rejects.toMatchObject({ code: 'bad-config' });
  }
});
