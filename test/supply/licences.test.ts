/** What may come in by its licence: `npm run licences`. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { start } from '../support/process.js';

const root = path.join(import.meta.dirname, '../..');
const report = (lockfile = 'package-lock.json') =>
  start(process.execPath, ['scripts/licences.mjs', lockfile], root).ended;

it('each package that the program runs with has an allowed licence', async () => {
  const { code, stdout, stderr } = await report();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ packages, 0 not allowed\n$/)]);
  expect(stdout).toContain('| libheif-js | 1.23.2 | LGPL-3.0 | yes |');
  expect(stdout).not.toContain('| vitest |');
});

it.each([
  ['no licence', 'zod', undefined],
  ['a licence that asks for more', 'zod', 'LGPL-3.0'],
  ['another one beside it', 'zod', 'MIT AND GPL-3.0-only'],
  ['a licence that no package may have', 'libheif-js', 'AGPL-3.0-only'],
])('with %s it ends with 1 and names the package', async (_, name, license) => {
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string | undefined }>;
  };
  Object.assign(lock.packages[`node_modules/${name}`] ?? {}, { license });
  const file = path.join(await folderOf({}), 'lock.json');
  await writeFile(file, JSON.stringify(lock));
  const { code, stderr } = await report(file);
  expect([code, stderr]).toEqual([1, expect.stringContaining(`of ${name};`)]);
});

it('the notices name every package that the program asks for', async () => {
  const notices = await readFile(path.join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8');
  const { dependencies, optionalDependencies } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  ) as {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  };
  const asked = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !/^@?fastify\b/.test(name));
  expect(asked.filter((name) => !notices.includes(name))).toEqual([]);
  expect(notices).toContain('fastify and its plugins');
});
