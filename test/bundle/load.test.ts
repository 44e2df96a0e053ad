import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { noGolden, putFacts, tinyFacts, tinyGallery, writeTinyBundle } from '../support/bundle.js';
import { codeOf } from '../support/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await writeTinyBundle();
});
afterEach(() => rm(folder, { recursive: true }));

/** bundle.json read, changed, written back with a sum that fits. */
async function change(edit: (bundle: Record<string, unknown>) => void): Promise<void> {
  const path = join(folder, 'bundle.json');
  const bundle = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  edit(bundle);
  await putFacts(folder, bundle);
}

it('gives the facts, the models and the golden vectors', async () => {
  const loaded = await loadBundle(folder);
  expect(loaded.folder).toBe(folder);
  expect(loaded.bundle).toMatchObject(tinyFacts);
  expect(Object.keys(loaded.bytes)).toEqual(['detector', 'housing', 'textDetector', 'textReader']);
  expect(loaded.bytes.housing.length).toBe(loaded.bundle.files.housing.bytes);
  expect(loaded.golden).toEqual(noGolden);
  expect(loaded.gallery).toEqual(tinyGallery);
});

it.each([
  'bundle.json',
  'SHA256SUMS',
  'detector.onnx',
  'housing.onnx',
  'textDetector.onnx',
  'textReader.onnx',
  'golden.json',
  'gallery.json',
])('says that the model is missing without %s', async (name) => {
  await rm(join(folder, name));
  await expect(loadBundle(folder)).rejects.toMatchObject({ code: 'model-missing' });
  await expect(loadBundle(folder)).rejects.toThrow(name);
});

it.each(['detector.onnx', 'housing.onnx', 'textDetector.onnx', 'textReader.onnx', 'golden.json', 'gallery.json'])(
  'says that the model is altered when one bit of %s is',
  async (name) => {
    const path = join(folder, name);
    const bytes = await readFile(path);
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(loadBundle(folder)).rejects.toMatchObject({ code: 'model-altered' });
    await expect(loadBundle(folder)).rejects.toThrow(`Expected ${name} with sha256`);
  },
);

it('says that the model is altered when a file has another size', async () => {
  await appendFile(join(folder, 'housing.onnx'), 'x');
  await expect(loadBundle(folder)).rejects.toThrow(/^Expected \d+ bytes in housing.onnx; received \d+$/);
});

it('says that the model is missing when a file is a folder', async () => {
  await rm(join(folder, 'housing.onnx'));
  await mkdir(join(folder, 'housing.onnx'));
  expect(await codeOf(loadBundle(folder))).toBe('model-missing');
});

it.each([
  { what: 'an unknown key', edit: (bundle: Record<string, unknown>) => (bundle['colour'] = 'red') },
  { what: 'a missing key', edit: (bundle: Record<string, unknown>) => delete bundle['lexicon'] },
  { what: 'another schema', edit: (bundle: Record<string, unknown>) => (bundle['schema'] = 'whosecam.bundle/2') },
  { what: 'a version that is none', edit: (bundle: Record<string, unknown>) => (bundle['version'] = 'latest') },
])('refuses a bundle.json with $what', async ({ edit }) => {
  await change(edit);
  expect(await codeOf(loadBundle(folder))).toBe('model-altered');
});

it('names the key that is not known', async () => {
  await change((bundle) => (bundle['colour'] = 'red'));
  await expect(loadBundle(folder)).rejects.toThrow('"colour"');
});

it('refuses a bundle.json in which one threshold was changed', async () => {
  const path = join(folder, 'bundle.json');
  const facts = await readFile(path, 'utf8');
  await writeFile(path, facts.replace('"claimThreshold":0.8', '"claimThreshold":0.7'));
  expect(await codeOf(loadBundle(folder))).toBe('model-altered');
  await writeFile(path, facts);
  await expect(loadBundle(folder)).resolves.toBeDefined();
});

it('refuses a bundle.json that is not JSON', async () => {
  await writeFile(join(folder, 'bundle.json'), '{');
  const sum = createHash('sha256').update('{').digest('hex');
  await writeFile(join(folder, 'SHA256SUMS'), `${sum}  bundle.json\n`);
  await expect(loadBundle(folder)).rejects.toThrow('Expected a valid bundle.json; received something that is not JSON');
});

it('refuses golden vectors that do not fit their schema, even when the hash is right', async () => {
  await rm(folder, { recursive: true });
  folder = await writeTinyBundle({ ...noGolden, tolerance: { tensor: -1, logits: 0 } });
  await expect(loadBundle(folder)).rejects.toMatchObject({ code: 'model-altered' });
});

it('refuses a path that leads out of the folder', async () => {
  await change((bundle) => {
    const files = bundle['files'] as Record<string, { path: string }>;
    if (files['housing']) files['housing'].path = '../housing.onnx';
  });
  expect(await codeOf(loadBundle(folder))).toBe('model-altered');
});

it('keeps the bundle that comes with the program in models/', () => {
  expect(defaultBundleFolder()).toBe(join(import.meta.dirname, '../../models/whosecam-1'));
});
