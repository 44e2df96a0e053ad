import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { WhosecamError } from '../errors.js';
import { gallerySchema, type Gallery } from './gallery.js';
import { goldenSchema, type Golden } from './golden.js';
import { bundleSchema, type Bundle, type BundleFile, type ModelName } from './schema.js';
import { sha256Of } from './sha256.js';

/** A bundle whose every file is the one that bundle.json names. */
export interface LoadedBundle {
  readonly bundle: Bundle;
  readonly folder: string;
  /** SHA-256 of bundle.json, and so of all that it names. */
  readonly sha256: string;
  /** The ONNX files. */
  readonly bytes: Readonly<Record<ModelName, Uint8Array>>;
  readonly golden: Golden;
  readonly gallery: Gallery;
}

/** Folder of the bundle that comes with the program. */
export function defaultBundleFolder(): string {
  // The same from src/bundle and from dist/bundle.
  return fileURLToPath(new URL('../../models/whosecam-1', import.meta.url));
}

/** Folder of the program: the golden pictures that come with it are relative to it. */
const programFolder = (): string => join(defaultBundleFolder(), '..', '..');

/**
 * The picture of a golden vector: relative to the program's folder, or else to the bundle's.
 * @throws WhosecamError `model-missing` when it's in neither.
 */
export async function readGoldenPicture(folder: string, file: string): Promise<Uint8Array> {
  return readFile(join(programFolder(), file)).catch(() => readFileOf(folder, file));
}

async function readFileOf(folder: string, name: string): Promise<Uint8Array> {
  return readFile(join(folder, name)).catch((cause: unknown) => {
    throw new WhosecamError('model-missing', `Expected the model's file ${name}; it can't be read`, { cause });
  });
}

/** Bytes as JSON of the schema. */
function parse<T>(schema: z.ZodType<T>, name: string, bytes: Uint8Array): T {
  const altered = (why: string): WhosecamError =>
    new WhosecamError('model-altered', `Expected a valid ${name}; received ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw altered('something that is not JSON');
  }
  const result = schema.safeParse(json);
  if (!result.success) throw altered(z.prettifyError(result.error));
  return result.data;
}

/** A file of the bundle, checked: size first, so that a huge stranger isn't read, then hash. */
async function readChecked(folder: string, file: BundleFile): Promise<Uint8Array> {
  const found = await stat(join(folder, file.path)).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new WhosecamError('model-missing', `Expected the model's file ${file.path}; it isn't there`);
  }
  if (found.size !== file.bytes) {
    throw new WhosecamError('model-altered', `Expected ${file.bytes} bytes in ${file.path}; received ${found.size}`);
  }
  const bytes = await readFileOf(folder, file.path);
  const sha256 = sha256Of(bytes);
  if (sha256 !== file.sha256) {
    throw new WhosecamError('model-altered', `Expected ${file.path} with sha256 ${file.sha256}; received ${sha256}`);
  }
  return bytes;
}

/** bundle.json holds the rules' thresholds, so it's checked like the weights: against SHA256SUMS beside it. */
async function readFacts(folder: string): Promise<Uint8Array> {
  const bytes = await readFileOf(folder, 'bundle.json');
  const sums = new TextDecoder().decode(await readFileOf(folder, 'SHA256SUMS'));
  const sha256 = sha256Of(bytes);
  if (sums.split('\n').some((line) => line === `${sha256}  bundle.json`)) return bytes;
  throw new WhosecamError(
    'model-altered',
    `Expected the bundle.json of SHA256SUMS; received one with sha256 ${sha256}`,
  );
}

/**
 * Reads a model bundle and checks it: schema of bundle.json, golden.json and gallery.json, size and SHA-256 of every file.
 * @throws WhosecamError `model-missing` when a file isn't there, `model-altered` when one isn't what was released.
 */
export async function loadBundle(folder: string): Promise<LoadedBundle> {
  const facts = await readFacts(folder);
  const bundle = parse(bundleSchema, 'bundle.json', facts);
  const { files } = bundle;
  const bytes = {
    detector: await readChecked(folder, files.detector),
    housing: await readChecked(folder, files.housing),
    textDetector: await readChecked(folder, files.textDetector),
    textReader: await readChecked(folder, files.textReader),
  };
  const golden = parse(goldenSchema, files.golden.path, await readChecked(folder, files.golden));
  const gallery = parse(gallerySchema, files.gallery.path, await readChecked(folder, files.gallery));
  return { bundle, folder, sha256: sha256Of(facts), bytes, golden, gallery };
}
