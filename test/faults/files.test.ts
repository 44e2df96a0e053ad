/** Photos that can't be read as others can: each ends with a record, and none is passed over. Real files, folders and links. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createArrivals } from '../../src/survey/arrivals.js';
import { createPhotoFinder } from '../../src/survey/photo-files.js';
import { readPhoto } from '../../src/survey/read.js';
import { readRun } from '../../src/survey/run-file.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';
import { main } from '../support/process.js';

const onLinux = process.platform === 'linux';
const model = await writeTinyBundle();

/** Classifies a folder: the exit code, and what came of each photo, by its name within the folder. */
async function classify(folder: string) {
  const output = path.join(await folderOf({}), 'run.jsonl');
  const again = async () => {
    const { code } = await run(['classify', '--model', model, folder, '--output', output]);
    const records = await readRun(output);
    const answers = records.map((record) => [
      path.relative(folder, record.file),
      record.status === 'ok' ? 'ok' : record.error.message,
    ]);
    return { code, records, answers: Object.fromEntries(answers) as Record<string, string> };
  };
  return { ...(await again()), output, again };
}

const received = (code: string, what = 'file') => `Expected a ${what} that can be opened; received ${code}`;

describe.skipIf(!onLinux)('names that are not UTF-8', () => {
  /** Latin-1, as old archives have them; the second folder differs from the first by one such byte. */
  const inFolder = (folder: string, ...names: string[]) =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(names.join('/'), 'latin1')]);

  async function latin1Folder(): Promise<string> {
    const folder = await folderOf({ 'a.jpg': 'answer a' });
    for (const name of ['S\xfcd', 'S\xf6d']) {
      mkdirSync(inFolder(folder, name));
      writeFileSync(inFolder(folder, name, 'caf\xe9.jpg'), `answer ${name}`);
    }
    return folder;
  }

  it('are answered, each with a record of its own, and known again', async () => {
    const folder = await latin1Folder();
    const { code, records, answers, again } = await classify(folder);
    expect(code).toBe(0);
    const expected = { 'S\uDCF6d/caf\uDCE9.jpg': 'ok', 'S\uDCFCd/caf\uDCE9.jpg': 'ok', 'a.jpg': 'ok' };
    expect(answers).toEqual(expected);
    // A record that no run would make again: its time is the first one's.
    expect((await again()).records).toEqual(records);
    renameSync(inFolder(folder, 'S\xf6d'), path.join(folder, 'moved'));
    expect((await again()).answers).toEqual({
      'S\uDCFCd/caf\uDCE9.jpg': 'ok',
      'a.jpg': 'ok',
      'moved/caf\uDCE9.jpg': 'ok',
    });
  });

  it('are watched, and found again by a record', async () => {
    const folder = await latin1Folder();
    const { files, problems } = await createArrivals(folder, { settleMs: 0 }).look();
    expect([files.length, problems]).toEqual([3, []]);
    const { records, output } = await classify(folder);
    const find = createPhotoFinder(output, { maxBytes: 1000 });
    for (const record of records) expect((await find(record)).length).toBeGreaterThan(0);
  });
});

describe.skipIf(!onLinux)('links', () => {
  it('that lead to themselves, to each other or round a folder end with a record, beside the photos that are there', async () => {
    const folder = await folderOf({ 'hall/a.jpg': 'answer' });
    symlinkSync('self.jpg', path.join(folder, 'self.jpg'));
    symlinkSync('there.jpg', path.join(folder, 'back.jpg'));
    symlinkSync('back.jpg', path.join(folder, 'there.jpg'));
    symlinkSync('..', path.join(folder, 'hall', 'up'));
    symlinkSync('round', path.join(folder, 'round'));
    const { code, answers } = await classify(folder);
    expect(code).toBe(1);
    const loop = received('ELOOP');
    expect(answers).toEqual({ 'hall/a.jpg': 'ok', 'self.jpg': loop, 'back.jpg': loop, 'there.jpg': loop });
  });
});

describe('a photo that changes', () => {
  it('by vanishing before its turn ends with a record that says so', async () => {
    const folder = await folderOf({
      'a.jpg': 'wait:1500',
      'b.jpg': 'answer b',
      'c.jpg': 'answer c',
      'd.jpg': 'answer d',
    });
    const args = ['classify', '--model', model, folder, '--format', 'jsonl', '--workers', '1'];
    // Two are read ahead of the one that runs.
    const running = run(args);
    setTimeout(() => rmSync(path.join(folder, 'd.jpg')), 800);
    const { code, stdout } = await running;
    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toHaveLength(4);
    expect(stdout).toContain(received('ENOENT'));
  });

  /** Reads a file over and over while a process of its own changes it as told, until a read fails; its error's words. */
  async function readWhile(change: string): Promise<string> {
    const file = path.join(await folderOf({ 'a.jpg': Buffer.alloc(2 ** 24) }), 'a.jpg');
    const program = `const { openSync, writeSync, ftruncateSync } = require('node:fs');
      const fd = openSync(${JSON.stringify(file)}, 'r+'); process.stdout.write('!');
      for (let i = 0; i < 3e6; i++) { ${change} }`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    try {
      for (;;) await readPhoto(file, 2 ** 30);
    } catch (thrown) {
      return (thrown as Error).message;
    } finally {
      child.kill('SIGKILL');
    }
  }

  it.each([
    ['grows', "writeSync(fd, 'x', 2 ** 24 + i)"],
    ['shrinks', 'ftruncateSync(fd, 2 ** 24 - i)'],
    ['is written over', "writeSync(fd, 'x', i)"],
  ])('while it is read is not taken for a photo: it %s', async (_, change) => {
    expect(await readWhile(change)).toBe('Expected a file that stays as it is while it is read; it changed');
  });
});

const nobody = 65534;
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === 'win32')('folders and files that may not be read', () => {
  it('come out with their problem, and the others are answered', { timeout: 300_000 }, async (test) => {
    // Root may read everything.
    const as = isRoot ? { uid: nobody, gid: nobody } : {};
    if (spawnSync(process.execPath, [main, '--version'], { ...as, cwd: '/' }).status !== 0)
      return test.skip('the program lies where only root may read it');
    const photo = 'not a picture';
    const folder = await folderOf({
      'a.jpg': photo,
      'locked/b.jpg': photo,
      'hidden/c.jpg': photo,
      'secret.jpg': photo,
    });
    // May be entered, not listed; may be listed, not entered.
    chmodSync(path.join(folder, 'locked'), 0o311);
    chmodSync(path.join(folder, 'hidden'), 0o644);
    chmodSync(path.join(folder, 'secret.jpg'), 0o000);
    chmodSync(folder, 0o755);
    const child = spawn(process.execPath, [main, 'classify', folder, '--format', 'jsonl'], { ...as, cwd: '/' });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    chmodSync(path.join(folder, 'locked'), 0o755);
    chmodSync(path.join(folder, 'hidden'), 0o755);
    expect(code).toBe(1);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; error: { message: string; code: string } });
    expect(
      answers.map(({ file, error }) => [path.relative(folder, file), error.code, /E\w+$/.exec(error.message)?.[0]]),
    ).toEqual([
      ['a.jpg', 'unsupported-format', undefined],
      ['hidden/c.jpg', 'unreadable', 'EACCES'],
      ['locked', 'unreadable', 'EACCES'],
      ['secret.jpg', 'unreadable', 'EACCES'],
    ]);
  });
});
