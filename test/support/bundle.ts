/** A whole bundle of tiny files, written to a folder: every check of loading has something to bite on. */
import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gallery } from '../../src/bundle/gallery.js';
import type { Golden } from '../../src/bundle/golden.js';
import type { Bundle, BundleFile, ModelName, PixelsSpec } from '../../src/bundle/schema.js';
import { onnxModel } from './onnx.js';

const pixels: PixelsSpec = { channels: 'RGB', mean: [0, 0, 0], std: [1, 1, 1], kernel: 'linear' };

/** Facts of a bundle that are valid and say nothing about real cameras. */
export const tinyFacts: Omit<Bundle, 'files'> = {
  schema: 'whosecam.bundle/1',
  id: 'tiny-1',
  version: '0.0.1',
  licence: 'Apache-2.0',
  detector: {
    file: 'detector',
    side: 32,
    pixels,
    padValue: 114,
    scoreThreshold: 0.1,
    maxIou: 0.5,
    maxCovered: 0.8,
    maxCameras: 4,
    finer: { scaleSides: [64], overlap: 0.2, maxEnlarge: 1, skipScore: 0.6, skipSidePx: 10 },
  },
  housing: {
    file: 'housing',
    side: 32,
    pixels,
    padValue: 114,
    contextScale: 1.2,
    labels: ['hikvision', 'dahua', 'other', 'not-camera'],
    temperature: 1,
    embeddingSize: 4,
  },
  textDetector: {
    file: 'textDetector',
    stride: 32,
    pixels,
    sides: [64],
    maxEnlarge: 2,
    context: 0.1,
    mapThreshold: 0.3,
    boxThreshold: 0.5,
    unclipRatio: 1.6,
    minSide: 3,
    maxLines: 8,
    minCameraPx: 20,
  },
  textReader: { file: 'textReader', height: 48, width: 320, pixels, alphabet: 'AB', names: ['hikvision'] },
  lexicon: {
    minSimilarity: 0.78,
    minWindowSimilarity: 0.9,
    minBrandWindowSimilarity: 0.97,
    minLead: 0.1,
    minScore: 0.3,
    minScoreLead: 0.15,
    minSupport: 0.5,
    minSupportOdds: 10,
    exactUpTo: 3,
    entries: [{ name: 'hikvision', spellings: ['HIKVISION'], brand: 'hikvision' }],
    lineage: [{ name: 'hikvision', family: 'hikvision', link: 'own-brand', source: 'by construction' }],
    words: [],
    suffixes: [],
    modelNumbers: [],
    minModelNumberLength: 6,
  },
  decision: {
    camera: { bias: 0, detector: 1, head: 0, name: Math.log(4) },
    readThreshold: 0.1,
    cameraThreshold: 0.5,
    noCamera: [{ upTo: 1, probability: 0.9, n: 100 }],
    minMarkOnCamera: 0.5,
    markReach: 0,
    wordmark: {
      hikvision: [{ upTo: 1, probability: 0.9, n: 10 }],
      dahua: [{ upTo: 1, probability: 0.9, n: 10 }],
      other: [{ upTo: 1, probability: 0.9, n: 10 }],
    },
    housingWeight: 0.5,
    housingPrior: { hikvision: 0.3, dahua: 0.3, other: 0.4 },
    claimThreshold: 0.8,
    otherNameThreshold: 0.8,
    minClaimDetection: 0.6,
    housingClaimThreshold: 0.9,
    otherThreshold: 0.9,
    shapeSidePx: 40,
    shapeBlurAbove: 0.02,
    letterShare: 0.05,
    letterOfLine: 0.6,
    smallLetterPx: 6,
    legibleLetterPx: 8,
    blurredAbove: 0.3,
    darkBelow: 20,
    occludedAbove: 0.5,
    gallery: { rebadgeSimilarity: 0.8, maxFalseMatches: 0.01, minSimilarity: 0.5, minPictures: 10 },
  },
  provenance: {},
  evaluation: {},
};

/** Golden vectors of a bundle that has none. */
export const noGolden: Golden = {
  schema: 'whosecam.golden/1',
  tolerance: { tensor: 0.01, logits: 0.001 },
  vectors: [],
};

/** A gallery that knows one camera of Hikvision: the embedding of its one picture is [1, 0, 0, 0]. */
export const tinyGallery: Gallery = {
  schema: 'whosecam.gallery/1',
  references: [{ brand: 'hikvision', family: 'hikvision', embedding: 'fwAAAA==' }],
  taught: [],
};

const models: readonly ModelName[] = ['detector', 'housing', 'textDetector', 'textReader'];

/** A model that gives back what it gets; the name of its output keeps the files of the bundle apart. */
const echo = (name: string): Uint8Array =>
  onnxModel({
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: [name] }],
    inputs: [{ name: 'x', dims: [1, 3, null, null] }],
    outputs: [{ name, dims: [1, 3, null, null] }],
  });

async function put(folder: string, path: string, bytes: Uint8Array): Promise<BundleFile> {
  await writeFile(join(folder, path), bytes);
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const asJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** Writes bundle.json, whatever it holds, and the SHA256SUMS that fits it. */
export async function putFacts(folder: string, facts: unknown): Promise<void> {
  const { sha256 } = await put(folder, 'bundle.json', asJson(facts));
  await writeFile(join(folder, 'SHA256SUMS'), `${sha256}  bundle.json\n`);
}

/** Writes a valid bundle to a new folder and gives the folder. */
export async function writeTinyBundle(golden: Golden = noGolden): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'whosecam-bundle-'));
  const [detector, housing, textDetector, textReader] = await Promise.all(
    models.map((name) => put(folder, `${name}.onnx`, echo(name))),
  );
  if (!detector || !housing || !textDetector || !textReader) throw new Error('four models were written');
  const files = { detector, housing, textDetector, textReader };
  const goldenFile = await put(folder, 'golden.json', asJson(golden));
  const galleryFile = await put(folder, 'gallery.json', asJson(tinyGallery));
  const bundle: Bundle = { ...tinyFacts, files: { ...files, golden: goldenFile, gallery: galleryFile } };
  await putFacts(folder, bundle);
  return folder;
}
