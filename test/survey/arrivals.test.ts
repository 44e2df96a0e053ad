import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createArrivals, restMsOf } from '../../src/survey/arrivals.js';
import { folderOf } from '../support/cli.js';

const settleMs = 5000;

/** A folder that's looked into by a clock of its own: `look(ms)` after so many milliseconds, files relative to the folder. */
async function watched(files: Readonly<Record<string, string>>) {
  const folder = await folderOf(files);
  let at = 0;
  const arrivals = createArrivals(folder, { settleMs, now: () => at });
  const look = async (ms: number) => {
    at += ms;
    const { due, ...others } = await arrivals.look();
    return { ...others, due: due.map(({ file }) => path.relative(folder, file)) };
  };
  return {
    at: (name: string) => path.join(folder, name),
    isStill: (name: string) => arrivals.isStill(path.join(folder, name)),
    look,
    /** What is due once all has settled. */
    settled: async () => {
      await look(0);
      return (await look(settleMs)).due;
    },
  };
}

describe('a photo', () => {
  it('is due once, when it has been the same for the settle time and not a millisecond before', async () => {
    const { look } = await watched({ 'a.jpg': 'whole' });
    expect(await look(0)).toMatchObject({ due: [], isUnsettled: true });
    expect(await look(settleMs - 1)).toMatchObject({ due: [], isUnsettled: true });
    expect(await look(1)).toMatchObject({ due: ['a.jpg'], isUnsettled: false });
    expect(await look(settleMs)).toMatchObject({ due: [], isUnsettled: false });
  });

  it('that grows is not due while it does', async () => {
    const { at, look } = await watched({ 'a.jpg': '' });
    for (const part of ['h', 'ha', 'hal', 'half']) {
      await writeFile(at('a.jpg'), part);
      expect((await look(settleMs)).due).toEqual([]);
    }
    expect((await look(settleMs)).due).toEqual(['a.jpg']);
  });

  it('is due again when it changed, even to the same size and with its old time', async () => {
    const { at, look, settled } = await watched({ 'a.jpg': 'torn!' });
    expect(await settled()).toEqual(['a.jpg']);
    const { atime, mtime } = await stat(at('a.jpg'));
    await writeFile(at('a.jpg'), 'whole');
    await utimes(at('a.jpg'), atime, mtime);
    expect((await look(0)).due).toEqual([]);
    expect((await look(settleMs)).due).toEqual(['a.jpg']);
  });

  it('counts once it has its own name: those of sync tools are left alone', async () => {
    const { at, look, settled } = await watched({
      '.syncthing.a.jpg.tmp': 'half',
      '.b.jpg.Xy12Zw': 'half',
      '.pending-17-c.jpg': 'half',
      'd.jpg.part': 'half',
      'd.jpg.ocTransferId7.part': 'half',
      '~e.jpg': 'half',
      'f.jpg~': 'half',
      '~syncthing~g.jpg.tmp': 'half',
    });
    expect(await settled()).toEqual([]);
    expect(await look(0)).toMatchObject({ files: [], isUnsettled: false });
    await rename(at('.syncthing.a.jpg.tmp'), at('a.jpg'));
    await rename(at('~e.jpg'), at('e.jpg'));
    expect(await settled()).toEqual(['a.jpg', 'e.jpg']);
  });

  it('in a folder that appears later is found, and one that was moved is due under its new name', async () => {
    const { at, settled } = await watched({ 'a.jpg': 'whole' });
    expect(await settled()).toEqual(['a.jpg']);
    await mkdir(at('hall/north'), { recursive: true });
    await writeFile(at('hall/north/b.jpg'), 'whole');
    expect(await settled()).toEqual(['hall/north/b.jpg']);
    await rename(at('hall'), at('town hall'));
    expect(await settled()).toEqual(['town hall/north/b.jpg']);
  });
});

it('takes a photo for new that was changed or taken away under us', async () => {
  const { at, isStill, look, settled } = await watched({ 'a.jpg': 'whole', 'b.jpg': 'half', 'c.jpg': 'whole' });
  expect(await settled()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  await writeFile(at('b.jpg'), 'whole');
  await rename(at('c.jpg'), at('away'));
  expect(['a.jpg', 'b.jpg', 'c.jpg'].map(isStill)).toEqual([true, false, false]);
  // Back as it was, before anybody looked.
  await rename(at('away'), at('c.jpg'));
  expect((await look(0)).due).toEqual([]);
  expect((await look(settleMs)).due).toEqual(['b.jpg', 'c.jpg']);
});

it('says that the folder went away, and goes on when it is back', async () => {
  const { at, look, settled } = await watched({ 'a.jpg': 'whole' });
  await rename(at('.'), `${at('.')}-away`);
  const gone = await look(0);
  expect(gone).toMatchObject({ due: [], files: [] });
  expect(gone.problems.map(({ code, message }) => [code, message])).toEqual([
    ['unreadable', 'Expected a file that can be opened; received ENOENT'],
  ]);
  await rename(`${at('.')}-away`, at('.'));
  expect(await settled()).toEqual(['a.jpg']);
  await rm(at('a.jpg'));
  expect(await look(0)).toMatchObject({ due: [], files: [], problems: [] });
});

it.each([
  { why: 'as often as asked', isUnsettled: false, cpuMs: 20, restMs: 10_000 },
  { why: 'less often where a look takes more than 1/500 of that', isUnsettled: false, cpuMs: 21, restMs: 10_500 },
  { why: 'after ten minutes at the latest', isUnsettled: false, cpuMs: 1201, restMs: 600_000 },
  { why: 'as soon as something may have settled', isUnsettled: true, cpuMs: 21, restMs: 5000 },
])('looks $why', ({ isUnsettled, cpuMs, restMs }) => {
  expect(restMsOf({ everyMs: 10_000, settleMs, isUnsettled, cpuMs })).toBe(restMs);
});
