/** The built program, stopped by a person, by another run, and by a full disk. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/survey/run-file.js';
import { folderOf } from '../support/cli.js';
import { mountedForEach } from '../support/disk.js';
import { main, start, startMain } from '../support/process.js';
import { writeSmallPhotos } from '../support/small-photos.js';

const onWindows = process.platform === 'win32';
const longMs = 900_000;
const mounted = mountedForEach();
/** A busy machine is no reason for another answer. */
const patient = ['--timeout-ms', '600000'];

/** A folder with a folder of photos in it. */
async function folderWithPhotos(count: number): Promise<string> {
  const folder = await folderOf({});
  mkdirSync(path.join(folder, 'photos'));
  await writeSmallPhotos(path.join(folder, 'photos'), count);
  return folder;
}

/** Resolves once the run's file holds so many records. */
async function records(output: string, count: number): Promise<void> {
  for (;;) {
    const text = await setTimeout(5).then(() => readFileSync(output, { encoding: 'utf8', flag: 'a+' }));
    if (text.split('\n').length > count) return;
  }
}

const args = ['classify', 'photos', '--output', 'town hall.jsonl', '--format', 'jsonl', '--workers', '1', ...patient];
const inOrder = (files: readonly string[]): string[] => [...files].sort((a, b) => (a < b ? -1 : 1));

describe.skipIf(onWindows)('a run that is interrupted', () => {
  it('ends with 130 and names the command that goes on', { timeout: longMs }, async () => {
    const folder = await folderWithPhotos(20);
    const output = path.join(folder, 'town hall.jsonl');
    const { child, ended } = startMain(args, folder);
    await records(output, 3);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    const done = await readRun(output);
    expect(done.length).toBeGreaterThan(2);
    expect(done.length).toBeLessThan(20);
    const files = done.map(({ file }) => file);
    expect(files).toEqual(inOrder(files));

    const command = /To go on:\n {2}(.+)\n/.exec(stderr)?.[1] ?? '';
    expect(command).toBe(
      `node ${main} classify photos --output 'town hall.jsonl' --format jsonl --workers 1 --timeout-ms 600000`,
    );
    expect((await start('sh', ['-c', command], folder).ended).code).toBe(0);
    const all = await readRun(output);
    expect(all).toHaveLength(20);
    // What was answered wasn't run again: its time is the same.
    expect(all).toEqual(expect.arrayContaining([...done]));
  });

  it('says that nothing was kept where it had no output', { timeout: longMs }, async () => {
    const folder = await folderWithPhotos(20);
    const { child, ended } = startMain(['classify', 'photos', '--workers', '1', ...patient], folder);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('--output') as string });
  });
});

it('refuses an output that another run writes to, and takes it when that was killed', { timeout: longMs }, async () => {
  const folder = await folderWithPhotos(12);
  const output = path.join(folder, 'town hall.jsonl');
  const first = startMain(args, folder);
  await records(output, 1);
  const second = await startMain(args, folder).ended;
  expect(second.code).toBe(2);
  expect(second.stderr).toContain('Expected an output that no other run writes to; town hall.jsonl is in use');
  first.child.kill('SIGKILL');
  await first.ended;
  expect((await startMain(args, folder).ended).code).toBe(0);
  expect(await readRun(output)).toHaveLength(12);
  expect(inOrder(readdirSync(folder))).toEqual(['photos', 'town hall.jsonl']);
});

describe.skipIf(onWindows)('a disk that is full', () => {
  /** Ends with a coded error, keeps whole records only, and goes on when there's room. */
  async function expectKept(folder: string, full: readonly [string, string[]], output: string, room: () => void) {
    const { code, stderr } = await start(full[0], full[1], folder).ended;
    expect(stderr).toMatch(/Expected room for a record; received (EFBIG|ENOSPC)/);
    expect(code).toBe(2);
    const text = readFileSync(output, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    const done = await readRun(output);
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(40);
    room();
    expect((await startMain(['classify', 'photos', '--output', output, ...patient], folder).ended).code).toBe(0);
    const all = await readRun(output);
    expect(all).toHaveLength(40);
    expect(all).toEqual(expect.arrayContaining([...done]));
  }

  it('by the greatest size of a file', { timeout: longMs }, async () => {
    const folder = await folderWithPhotos(40);
    const output = path.join(folder, 'run.jsonl');
    // Blocks of 512 bytes in sh, of 1024 in bash.
    const limited = `ulimit -f 8; exec "$0" "$@"`;
    const command = ['-c', limited, process.execPath, main, 'classify', 'photos', '--output', output, ...patient];
    await expectKept(folder, ['sh', command], output, () => undefined);
  });

  it('by the disk', { timeout: longMs }, async (test) => {
    const [folder, disk] = [await folderWithPhotos(40), await mounted('64k')];
    if (!disk) return test.skip('only root may mount');
    // Two or three pages of 4 KiB are left.
    const filler = path.join(disk.folder, 'filler');
    writeFileSync(filler, Buffer.alloc(52 * 1024));
    const output = path.join(disk.folder, 'run.jsonl');
    const command = [main, 'classify', 'photos', '--output', output, ...patient];
    await expectKept(folder, [process.execPath, command], output, () => {
      rmSync(filler);
      // Twice the file: it's put in order beside itself.
      disk.resize('4m');
    });
  });
});
