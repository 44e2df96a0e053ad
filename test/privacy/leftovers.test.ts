/**
 * What is written while the real program works, and what is left of it however it ends: its outputs, what becomes of them, and no
 * other file.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { folderOf } from '../support/cli.js';
import { main, type Started, startMain, startThrough } from '../support/process.js';
import { type Program, serveProgram } from '../support/program.js';
import { secretPhoto } from '../support/secret-photo.js';
import { writeSmallPhotos } from '../support/small-photos.js';
import { canTrace, traceNote, tracing, writingCalls, written } from '../support/traced.js';

const photo = await secretPhoto();
const patient = ['--timeout-ms', '120000'];

/** A folder with photos in it, and one of its own for the traces. */
async function newSurvey() {
  const [folder, traces] = [await folderOf({ 'hall/a.jpg': photo }), await folderOf({})];
  await writeSmallPhotos(path.join(folder, 'hall'), 10);
  return { folder, trace: path.join(traces, 'trace') };
}

/** Asks about the photo and doesn't wait. */
const ask = ({ url }: Program): Promise<unknown> =>
  fetch(`${url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: new Blob([Uint8Array.from(photo)]),
  }).catch(() => undefined);

const soon = { timeout: 60_000, interval: 1 };

describe.skipIf(!canTrace)(`watched by strace${traceNote}`, { timeout: 300_000 }, () => {
  /** The folder's own names that were written to, as `report.new-*` where they end by chance; other files by their whole names. */
  const touched = (trace: string, folder: string): string[] => {
    const names = written(readFileSync(trace, 'utf8'))
      .map((name) => path.relative(folder, path.resolve(folder, name)))
      .map((name) => (name.startsWith('..') ? path.resolve(folder, name) : String(name.split('/')[0])))
      .filter((name) => name !== '');
    return [...new Set(names.map((name) => name.replace(/\.new-\w{6}$/, '.new-*')))].sort();
  };

  it('the commands write their output, and what takes its place when it is whole', async () => {
    const { folder, trace } = await newSurvey();
    const commands = {
      // Where the answers come in path order by chance, there's nothing to be put in order.
      'run.jsonl run.jsonl.lock run.jsonl.tmp': ['classify', 'hall', '--output', 'run.jsonl', ...patient],
      'report report.new-*': ['report', 'run.jsonl', '--out', 'report'],
      'pack pack.new-*': ['pack', 'run.jsonl', '--site', 'hall', '--unconfirmed', '--out', 'pack'],
    };
    for (const [expected, args] of Object.entries(commands)) {
      const command = [process.execPath, main, ...args];
      const { code, stderr } = await startThrough(tracing(trace, writingCalls), command, folder).ended;
      expect(code, stderr).toBe(0);
      const names = touched(trace, folder);
      expect(names.length).toBeGreaterThan(1);
      expect(names.filter((name) => !expected.split(' ').includes(name))).toEqual([]);
    }
    expect(readdirSync(folder).sort()).toEqual(['hall', 'pack', 'report', 'run.jsonl']);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('the service writes nothing, ended by %s in mid-photo', async (signal) => {
    const { folder, trace } = await newSurvey();
    const program = await serveProgram([], {}, ['serve'], tracing(trace, writingCalls));
    await ask(program);
    const asked = ask(program);
    await setTimeout(50);
    program.child.kill(signal);
    await Promise.all([asked, program.close()]);
    expect(touched(trace, folder)).toEqual([]);
    expect(readFileSync(trace, 'utf8')).toContain('models/whosecam-1/housing.onnx');
  });

  it('a program that writes elsewhere is seen to', async () => {
    const { folder, trace } = await newSurvey();
    const program = `const fs = require('node:fs'); const os = require('node:os');
      fs.writeFileSync(fs.mkdtempSync(os.tmpdir() + '/other-') + '/x', ''); fs.writeFileSync('here', '');`;
    await startThrough(tracing(trace, writingCalls), [process.execPath, '-e', program], folder).ended;
    expect(touched(trace, folder)).toEqual([
      expect.stringMatching(/\/other-\w{6}$/),
      expect.stringMatching(/\/other-\w{6}\/x$/),
      'here',
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('killed in its midst', { timeout: 300_000 }, () => {
  const modeOf = (file: string): number => statSync(file).mode & 0o777;

  /** Starts a command in the survey with a home and a place for temporary files of its own, which stay empty. */
  async function starter(folder: string) {
    const scratch = await folderOf({});
    const env = { TMPDIR: scratch, HOME: scratch, XDG_CACHE_HOME: scratch };
    const expectClean = () => expect(readdirSync(scratch)).toEqual([]);
    return { begin: (...args: string[]): Started => startMain(args, folder, env), expectClean };
  }

  it('classify leaves its output, and what the next start takes away', async () => {
    const { folder } = await newSurvey();
    const { begin, expectClean } = await starter(folder);
    const args = ['classify', 'hall', '--output', 'run.jsonl', ...patient];
    const run = path.join(folder, 'run.jsonl');
    const size = (): number => statSync(run, { throwIfNoEntry: false })?.size ?? 0;
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const before = size();
      const { child, ended } = begin(...args);
      await vi.waitUntil(() => size() > before, soon);
      child.kill(signal);
      await ended;
      expectClean();
      const left = ['hall', 'run.jsonl', ...(signal === 'SIGKILL' ? ['run.jsonl.lock'] : [])];
      expect(readdirSync(folder).sort()).toEqual(left);
    }
    expect((await begin(...args).ended).code).toBe(0);
    expectClean();
    expect(readdirSync(folder).sort()).toEqual(['hall', 'run.jsonl']);
  });

  it.each([
    ['report', ['report', 'run.jsonl', '--out', 'out']],
    ['pack', ['pack', 'run.jsonl', '--site', 'hall', '--unconfirmed', '--out', 'out']],
  ])('%s leaves a folder for its owner only, which the next start takes away', async (_, args) => {
    const { folder } = await newSurvey();
    const { begin, expectClean } = await starter(folder);
    await begin('classify', 'hall', '--output', 'run.jsonl', ...patient).ended;
    const begun = () => readdirSync(folder).filter((name) => name.startsWith('out.new-'));
    // A busy machine may look too late: then it's done, and is begun again.
    while (begun().length === 0) {
      rmSync(path.join(folder, 'out'), { recursive: true, force: true });
      const { child, ended } = begin(...args);
      await vi.waitUntil(() => begun().length > 0 || child.exitCode !== null, soon);
      child.kill('SIGKILL');
      await ended;
    }
    expect(begun()).toHaveLength(1);
    expect(modeOf(path.join(folder, begun()[0] ?? ''))).toBe(0o700);
    expectClean();
    expect((await begin(...args).ended).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['hall', 'out', 'run.jsonl']);
    expectClean();
  });

  it('serve --keep leaves a part for its owner only, which the next start takes away', async () => {
    const folder = path.join(await folderOf({}), 'kept');
    const program = await serveProgram(['--keep', folder]);
    const asked = Array.from({ length: 10 }, () => ask(program));
    const parts = () => readdirSync(folder).filter((name) => name.endsWith('.part'));
    await vi.waitUntil(() => parts().length > 0, soon);
    program.child.kill('SIGKILL');
    await Promise.all([...asked, program.close()]);
    expect(parts()).not.toEqual([]);
    const modes = new Set(readdirSync(folder).map((name) => modeOf(path.join(folder, name))));
    expect([modeOf(folder), ...modes]).toEqual([0o700, 0o600]);
    const whole = readdirSync(folder).filter((name) => !name.endsWith('.part'));
    writeFileSync(path.join(folder, 'notes'), '');
    await (await serveProgram(['--keep', folder])).close();
    expect(readdirSync(folder).sort()).toEqual([...whole, 'notes'].sort());
  });
});
