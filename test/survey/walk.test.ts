import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { walk } from '../../src/survey/walk.js';
import { folderOf } from '../support/cli.js';

/** Found files relative to the folder. */
const filesIn = async (folder: string, named: readonly string[] = [folder]): Promise<string[]> =>
  (await walk(named)).map(({ file }) => path.relative(folder, file));

describe('a folder', () => {
  it('gives the photos at any depth, whatever the case of their ending, sorted by code unit', async () => {
    const folder = await folderOf({
      'b.jpg': '',
      'a/z.PNG': '',
      'B.JPEG': '',
      'ä.webp': '',
      'a/b/c.Tif': '',
      'a.avif': '',
      'x.heic': '',
      'y.HEIF': '',
      'z.tiff': '',
    });
    expect(await filesIn(folder)).toEqual([
      'B.JPEG',
      'a.avif',
      'a/b/c.Tif',
      'a/z.PNG',
      'b.jpg',
      'x.heic',
      'y.HEIF',
      'z.tiff',
      'ä.webp',
    ]);
  });

  it('passes over the folders that network disks make, not a file of such a name', async () => {
    const folder = await folderOf({ '@eaDir/a.jpg/THUMB_M.jpg': '', '#recycle/b.jpg': '', 'c/@eaDir.jpg': '' });
    expect(await filesIn(folder)).toEqual(['c/@eaDir.jpg']);
  });

  it('passes over other files and hidden ones', async () => {
    const folder = await folderOf({ 'a.txt': '', jpg: '', '._b.jpg': '', '.trash/c.jpg': '', 'd.jpg': '' });
    expect(await filesIn(folder)).toEqual(['d.jpg']);
  });
});

describe('a name', () => {
  it('is taken whatever its ending', async () => {
    const folder = await folderOf({ 'a.txt': '', '.b': '' });
    expect(await filesIn(folder, [path.join(folder, 'a.txt'), path.join(folder, '.b')])).toEqual(['.b', 'a.txt']);
  });

  it('is taken once, however often and however it is named', async () => {
    const folder = await folderOf({ 'sub/a.jpg': '' });
    const file = path.join(folder, 'sub/a.jpg');
    const named = [file, file, folder, `${folder}/sub/../sub/a.jpg`, path.relative('.', file), `${folder}/**/*.jpg`];
    expect(await walk(named)).toEqual([{ file }]);
  });

  it('stays relative where it was given so, with forward slashes', async () => {
    expect((await walk(['./test/survey/'])).map(({ file }) => file)).toEqual([]);
    expect(await walk(['./test/survey/walk.test.ts'])).toEqual([{ file: 'test/survey/walk.test.ts' }]);
  });

  it('that is nowhere comes out with its problem, not with its folder', async () => {
    const [found] = await walk(['/no/such/photo.jpg']);
    expect(found).toMatchObject({ file: '/no/such/photo.jpg', problem: { code: 'unreadable' } });
    expect(found?.problem?.message).toContain('ENOENT');
    expect(found?.problem?.message).not.toContain('/no/such');
  });
});

describe('a glob', () => {
  it('takes what it matches, and looks into the folders that it matches', async () => {
    const folder = await folderOf({ 'a1.jpg': '', 'a2/b.jpg': '', 'a2/c.txt': '', 'd.jpg': '' });
    expect(await filesIn(folder, [`${folder}/a*`])).toEqual(['a1.jpg', 'a2/b.jpg']);
  });

  it('that is also the name of a file is that file', async () => {
    const folder = await folderOf({ 'a[1].jpg': '', 'a1.jpg': '' });
    expect(await filesIn(folder, [`${folder}/a[1].jpg`])).toEqual(['a[1].jpg']);
  });

  it('that matches nothing is wrong use', async () => {
    const folder = await folderOf({ 'a.jpg': '' });
    await expect(walk([`${folder}/*.png`])).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('links', () => {
  it('in a circle end, and every photo comes once, by the name without a link', async () => {
    const folder = await folderOf({ 'b/a.jpg': '' });
    await symlink(path.join(folder, 'b'), path.join(folder, 'a'));
    await symlink(folder, path.join(folder, 'b', 'up'));
    expect(await filesIn(folder)).toEqual(['b/a.jpg']);
  });

  it('to another folder are followed', async () => {
    const [folder, other] = [await folderOf({}), await folderOf({ 'a.jpg': '' })];
    await symlink(other, path.join(folder, 'link'));
    expect(await filesIn(folder)).toEqual(['link/a.jpg']);
  });

  it('to nothing come out, to fail when read', async () => {
    const folder = await folderOf({});
    await mkdir(path.join(folder, 'sub'));
    await symlink('/no/such/file', path.join(folder, 'sub', 'gone.jpg'));
    expect(await filesIn(folder)).toEqual(['sub/gone.jpg']);
  });
});
