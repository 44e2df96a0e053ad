/** The built program where the queue's packages aren't installed: all that one machine needs goes on as ever. */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { start } from '../support/process.js';

const root = path.join(import.meta.dirname, '../..');
const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  optionalDependencies: Readonly<Record<string, string>>;
};

/** The program with these packages and no others beside the usual ones. */
async function programWith(installed: readonly string[]): Promise<string> {
  const folder = await folderOf({});
  cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
  for (const name of ['package.json', 'models', 'fixtures'])
    symlinkSync(path.join(root, name), path.join(folder, name));
  const packages = readdirSync(path.join(root, 'node_modules')).flatMap((name) =>
    name.startsWith('@') ? readdirSync(path.join(root, 'node_modules', name)).map((own) => `${name}/${own}`) : [name],
  );
  for (const name of packages) {
    if (name in optionalDependencies && !installed.includes(name)) continue;
    const link = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), link);
  }
  return folder;
}

it('classify needs none of them; the commands of the queue say which to install', async () => {
  const folder = await programWith([]);
  const run = (...args: string[]) => start(process.execPath, ['dist/main.js', ...args], folder).ended;
  const photo = 'fixtures/photos/001-hikvision-bullet-brick.jpg';
  const { code, stdout } = await run('classify', photo, '--format', 'jsonl', '--timeout-ms', '600000');
  expect([code, stdout]).toEqual([0, expect.stringContaining('"hikvision"')]);
  const redis = ['--redis', 'redis://127.0.0.1:1'];
  expect(await run('enqueue', 'fixtures/photos', '--output', 'run.jsonl', ...redis)).toMatchObject({
    code: 2,
    stderr: 'whosecam: Expected the package bullmq; install it: npm install bullmq\n',
  });
  expect((await run('worker', 's3://bucket/x', ...redis)).stderr).toContain('npm install @aws-sdk/client-s3\n');
});

it('a folder needs no S3', async () => {
  const folder = await programWith(['bullmq', 'ioredis']);
  const args = ['dist/main.js', 'worker', 'fixtures/photos', '--workers', '1', '--redis', 'redis://127.0.0.1:1'];
  expect(await start(process.execPath, args, folder).ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('received ECONNREFUSED') as string,
  });
});
