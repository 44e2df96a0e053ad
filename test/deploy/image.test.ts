import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { goldenSchema } from '../../src/bundle/golden.js';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

const golden = goldenSchema.parse(JSON.parse(read('models/whosecam-1/golden.json')));
const pictures = [...new Set(golden.vectors.map(({ file }) => file))];
const { files: packed } = JSON.parse(read('package.json')) as { files: string[] };
const copied = [...read('Dockerfile').matchAll(/^COPY --from=build \/build\/(\S+) /gm)].map((match) => match[1] ?? '');

it.each(['Dockerfile', 'deploy/whosecam.service', 'deploy/whosecam-folder.service'])(
  '%s sets the allocator as the program does that is started by its name',
  (file) => {
    const settings = /^#!\/usr\/bin\/env -S (.+) node$/m.exec(read('src/main.ts'))?.[1];
    expect(settings).toContain('MALLOC_');
    expect(read(file)).toContain(settings);
  },
);

it.each([
  ['package', packed],
  ['image', copied],
])('the %s brings the pictures that verify recognises', (_, brought) => {
  const missing = pictures.filter((picture) => !brought.some((name) => `${picture}/`.startsWith(`${name}/`)));
  expect({ missing, some: pictures.length > 0 }).toEqual({ missing: [], some: true });
});

it('the image has what the package has, but for its papers', () => {
  const papers = ['LICENSE', 'README.md', 'THIRD_PARTY_NOTICES.md'];
  const needed = packed.filter((name) => !papers.includes(name));
  expect(copied).toEqual(expect.arrayContaining(needed));
});
