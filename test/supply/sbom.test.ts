/** The bill of materials: `npm run sbom`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { beforeAll, expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { sha256Of } from '../../src/bundle/sha256.js';
import { start } from '../support/process.js';

interface Bom {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses?: readonly unknown[];
  }[];
}

const root = path.join(import.meta.dirname, '../..');
let text: string;
let bom: Bom;
beforeAll(async () => {
  const { code, stdout } = await start(process.execPath, ['scripts/sbom.mjs'], root).ended;
  expect(code).toBe(0);
  [text, bom] = [stdout, JSON.parse(stdout) as Bom];
});

const faults = (candidate: string) => new Validation.JsonStrictValidator(Spec.Version.v1dot5).validate(candidate);

it('is as CycloneDX 1.5 has it', async () => {
  expect(await faults(text)).toBeNull();
  expect(await faults(text.replace('"type": "machine-learning-model"', '"type": "model"'))).not.toBeNull();
});

it('names the program, and each package that it runs with on any platform, once, with its hash and licence', async () => {
  expect(bom.metadata.component).toMatchObject({ name: 'whosecam', type: 'application' });
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; dev?: boolean }>;
  };
  const locked = Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && dev !== true)
    .map(([folder, { version }]) => `${folder.replace(/^.*node_modules\//, '')}@${version}`);
  const libraries = bom.components.filter(({ type }) => type === 'library');
  expect(libraries.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...new Set(locked)].sort());
  expect(libraries.filter(({ hashes, licenses }) => hashes?.[0]?.alg !== 'SHA-512' || !licenses?.length)).toEqual([]);
});

it("names the model's files with the hashes that are checked at load", async () => {
  const { bundle, folder } = await loadBundle(defaultBundleFolder());
  const facts = { path: 'bundle.json', sha256: sha256Of(await readFile(path.join(folder, 'bundle.json'))) };
  const files = [facts, ...Object.values(bundle.files)];
  const parts = bom.components.filter(({ type }) => type !== 'library');
  expect(parts.map(({ name, version, hashes }) => [name, version, hashes?.[0]])).toEqual(
    files.map((file) => [`${bundle.id}/${file.path}`, bundle.version, { alg: 'SHA-256', content: file.sha256 }]),
  );
  const networks = parts.filter(({ type }) => type === 'machine-learning-model').map(({ name }) => path.extname(name));
  expect(networks).toEqual(['.onnx', '.onnx', '.onnx', '.onnx']);
});
