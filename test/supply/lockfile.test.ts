/** Which packages come in, and what they may do when they do. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}
type Packages = Readonly<Record<string, Locked>>;

const read = (name: string): Promise<string> => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
const { packages } = JSON.parse(await read('package-lock.json')) as { packages: Packages };
const { allowScripts } = JSON.parse(await read('package.json')) as { allowScripts: Readonly<Record<string, boolean>> };

const nameOf = (folder: string): string => folder.replace(/^.*node_modules\//, '');

/** Packages other than the project itself that don't come whole from the registry, with a hash. */
const unsure = (all: Packages): string[] =>
  Object.entries(all)
    .filter(([folder]) => folder !== '')
    .filter(([, one]) => one.link === true || one.resolved !== undefined || !/^sha512-/.test(one.integrity ?? ''))
    .map(([folder]) => nameOf(folder));

/** Packages with an install script that nobody has looked at. */
const unlisted = (all: Packages, listed: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(all)
    .filter(([folder, { hasInstallScript }]) => hasInstallScript === true && !(nameOf(folder) in listed))
    .map(([folder]) => nameOf(folder));

describe('the lockfile', () => {
  it('has a hash for every package, and no host and no way past the registry', () => {
    expect(unsure(packages)).toEqual([]);
    const stranger = 'git+ssh://git@example.org/x.git';
    expect(
      unsure({ '': {}, a: { integrity: 'sha512-x' }, b: {}, c: { integrity: 'sha512-x', resolved: stranger } }),
    ).toEqual(['b', 'c']);
  });

  it('has no package with an install script but those that were looked at', () => {
    expect(unlisted(packages, allowScripts)).toEqual([]);
    expect(unlisted(packages, {})).toEqual(Object.keys(allowScripts));
  });
});

it('no install script runs, listed or not', async () => {
  expect((await read('.npmrc')).split('\n')).toContain('ignore-scripts=true');
  expect(Object.values(allowScripts)).not.toContain(true);
});
