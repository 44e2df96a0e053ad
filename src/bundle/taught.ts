/** Writes a copy of a bundle that has learnt another brand. The bundle itself stays as it is. */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, WhosecamError } from '../errors.js';
import type { Gallery, Taught } from './gallery.js';
import type { LoadedBundle } from './load.js';
import type { Bundle, BundleFile, Lexicon, LexiconEntry } from './schema.js';
import { sha256Of } from './sha256.js';

const asJson = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

/** The gallery with a brand in it, in place of what it had under the same name. Pure. */
export function withTaught(gallery: Gallery, taught: Taught): Gallery {
  return { ...gallery, taught: [...gallery.taught.filter(({ name }) => name !== taught.name), taught] };
}

/** Letters and digits of a name as marks are compared: `k-guard` -> `KGUARD`. */
export const spellingOf = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** The lexicon with the name as another maker's, where neither it nor its spelling is there. Pure. */
export function withName(lexicon: Lexicon, name: string): Lexicon {
  const spelling = spellingOf(name);
  const isKnown = lexicon.entries.some((entry) => entry.name === name || entry.spellings.includes(spelling));
  if (isKnown) return lexicon;
  const entry: LexiconEntry = { name, spellings: [spelling], brand: null };
  return { ...lexicon, entries: [...lexicon.entries, entry] };
}

/** The version with the brands that were taught behind a plus (semver's build metadata): `1.0.0+axis.uniview`. Pure. */
export function taughtVersion(version: string, { taught }: Gallery): string {
  const [released = version] = version.split('+');
  return `${released}+${taught
    .map(({ name }) => name)
    .sort()
    .join('.')}`;
}

/**
 * Writes the bundle with the taught brand to a new folder `out` and gives its facts.
 * Errors: `bad-request` when the folder isn't empty or can't be written.
 */
export async function writeTaughtBundle(loaded: LoadedBundle, taught: Taught, out: string): Promise<Bundle> {
  await expectEmpty(out);
  const gallery = withTaught(loaded.gallery, taught);
  const galleryBytes = asJson(gallery);
  const { files } = loaded.bundle;
  const galleryFile: BundleFile = {
    path: files.gallery.path,
    sha256: sha256Of(galleryBytes),
    bytes: galleryBytes.length,
  };
  const bundle: Bundle = {
    ...loaded.bundle,
    version: taughtVersion(loaded.bundle.version, gallery),
    files: { ...files, gallery: galleryFile },
    lexicon: withName(loaded.bundle.lexicon, taught.name),
  };
  const facts = asJson(bundle);
  try {
    await mkdir(out, { recursive: true });
    for (const name of await readdir(loaded.folder)) {
      if (![galleryFile.path, 'bundle.json', 'SHA256SUMS'].includes(name)) {
        await copyFile(join(loaded.folder, name), join(out, name));
      }
    }
    await writeFile(join(out, galleryFile.path), galleryBytes);
    await writeFile(join(out, 'bundle.json'), facts);
    // Last: a bundle without it is never loaded.
    await writeFile(join(out, 'SHA256SUMS'), `${sha256Of(facts)}  bundle.json\n`);
  } catch (cause) {
    throw new WhosecamError('bad-request', 'Expected to write the taught bundle; it could not be written', { cause });
  }
  return bundle;
}

/** Errors: `bad-request` when there's a file of that name, or a folder with something in it. */
export async function expectEmpty(out: string): Promise<void> {
  const there = await readdir(out).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw new WhosecamError('bad-request', 'Expected a new or empty folder for the bundle; received something else');
  });
  if (there.length > 0) {
    throw new WhosecamError('bad-request', 'Expected a new or empty folder for the bundle; it has something in it');
  }
}
