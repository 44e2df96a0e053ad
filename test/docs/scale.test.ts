/** The command lines of docs/scale.md, as they stand there but for the number of shares, with the real program. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { main, start } from '../support/process.js';
import { writeSmallPhotos } from '../support/small-photos.js';

const text = readFileSync(path.join(import.meta.dirname, '../../docs/scale.md'), 'utf8');

/** The line that begins with a word, for three shares. */
function lineOf(word: string): string {
  const line = text.split('\n').find((one) => one.startsWith(`${word} `)) ?? '';
  expect(line).toMatch(/\b16\b/);
  return line.replace(/ {2,}#.*$/, '').replaceAll(/\b16\b/g, '3');
}

/** A folder with photos, and a shell in it that knows whosecam. */
async function desk() {
  const folder = await folderOf({ 'bin/whosecam': `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n` });
  chmodSync(path.join(folder, 'bin/whosecam'), 0o755);
  await writeSmallPhotos(path.join(folder, 'photos'), 6);
  const shell = (line: string, ...variables: readonly string[]) =>
    start('env', [`PATH=${path.join(folder, 'bin')}:${process.env.PATH ?? ''}`, ...variables, 'sh', '-c', line], folder)
      .ended;
  const expectMerged = async () => {
    const merged = await shell('whosecam merge part-*.jsonl --output run.jsonl');
    expect(merged).toMatchObject({ code: 0, stderr: 'run.jsonl: 6 photos of 3 parts\n' });
  };
  return { shell, expectMerged };
}

const hasParallel = ((): boolean => {
  try {
    return execFileSync('parallel', ['--version'], { stdio: 'pipe' }).includes('GNU parallel');
  } catch {
    return false;
  }
})();

it.skipIf(!hasParallel)('GNU parallel runs all shares', async () => {
  const { shell, expectMerged } = await desk();
  const { code, stderr } = await shell(lineOf('parallel'));
  expect(code, stderr).toBe(0);
  await expectMerged();
});

it('what a Slurm array is told to run in each of its tasks is a share (there is no Slurm here)', async () => {
  const { shell, expectMerged } = await desk();
  const [, wrapped = ''] = /^sbatch --array=1-3 --wrap '([^']+)'$/.exec(lineOf('sbatch')) ?? [];
  for (const task of [1, 2, 3]) {
    const { code, stderr } = await shell(wrapped, `SLURM_ARRAY_TASK_ID=${task}`);
    expect(code, stderr).toBe(0);
  }
  await expectMerged();
});
