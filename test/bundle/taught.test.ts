import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Taught } from '../../src/bundle/gallery.js';
import { loadBundle } from '../../src/bundle/load.js';
import { taughtVersion, withName, withTaught, writeTaughtBundle } from '../../src/bundle/taught.js';
import { tinyFacts, tinyGallery, writeTinyBundle } from '../support/bundle.js';
import { codeOf } from '../support/errors.js';

const taught = (name: string): Taught => ({
  name,
  embeddings: ['fwAAAA==', 'AH8AAA=='],
  threshold: 0.7,
  leftOut: { k: 1, n: 2 },
  falseMatches: { k: 0, n: 1 },
});
const newFolder = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'whosecam-taught-')), 'out');

it('writes a bundle that loads, with the brand in it, and leaves the first one as it was', async () => {
  const [folder, out] = [await writeTinyBundle(), await newFolder()];
  const before = await readFile(join(folder, 'bundle.json'), 'utf8');
  await writeTaughtBundle(await loadBundle(folder), taught('acme'), out);
  const { bundle, gallery, bytes } = await loadBundle(out);
  expect(bundle.version).toBe('0.0.1+acme');
  expect(gallery).toEqual({ ...tinyGallery, taught: [taught('acme')] });
  expect(bundle.lexicon.entries.at(-1)).toEqual({ name: 'acme', spellings: ['ACME'], brand: null });
  expect(bytes.housing).toEqual((await loadBundle(folder)).bytes.housing);
  expect(await readFile(join(folder, 'bundle.json'), 'utf8')).toBe(before);
});

it('adds a second brand to a taught bundle', async () => {
  const [first, second] = [await newFolder(), await newFolder()];
  await writeTaughtBundle(await loadBundle(await writeTinyBundle()), taught('b-brand'), first);
  await writeTaughtBundle(await loadBundle(first), taught('acme'), second);
  const { bundle, gallery } = await loadBundle(second);
  expect(bundle.version).toBe('0.0.1+acme.b-brand');
  expect(gallery.taught.map(({ name }) => name)).toEqual(['b-brand', 'acme']);
});

it('refuses to overwrite', async () => {
  const loaded = await loadBundle(await writeTinyBundle());
  expect(await codeOf(writeTaughtBundle(loaded, taught('acme'), loaded.folder))).toBe('bad-request');
  const file = await newFolder();
  await writeFile(file, 'x');
  expect(await codeOf(writeTaughtBundle(loaded, taught('acme'), file))).toBe('bad-request');
});

it('puts a brand in place of what it had under its name', () => {
  const twice = withTaught(withTaught(tinyGallery, taught('acme')), { ...taught('acme'), threshold: 0.8 });
  expect(twice.taught).toEqual([{ ...taught('acme'), threshold: 0.8 }]);
  expect(taughtVersion('1.2.3+acme', twice)).toBe('1.2.3+acme');
});

it('adds a name to the lexicon once, and none whose spelling is there', () => {
  const known = withName(tinyFacts.lexicon, 'k-guard');
  expect(known.entries.at(-1)?.spellings).toEqual(['KGUARD']);
  expect(withName(known, 'kguard')).toBe(known);
  expect(withName(tinyFacts.lexicon, 'hikvision')).toBe(tinyFacts.lexicon);
});
