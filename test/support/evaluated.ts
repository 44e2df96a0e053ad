/** The rendered photos through the built program's `evaluate` (npm test builds first), with the released model. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Metrics } from '../../src/metrics/metrics.js';
import type { ManifestRow } from '../../src/metrics/sample.js';
import { type OkRecord, okRecordSchema } from '../../src/recognise/result.js';
import type { Truth } from './fixtures.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const photos = fileURLToPath(new URL('../../fixtures/photos/', import.meta.url));

/** What an evaluation wrote. */
export interface Evaluated {
  /** As they stand in the files. */
  readonly metricsText: string;
  readonly recordsText: string;
  readonly metrics: Metrics;
  /** By the photo's name. */
  readonly records: ReadonlyMap<string, OkRecord>;
}

/** The label of a photo: a camera without a mark can't be told; two of different makers have no one answer. */
function rowOf({ file, cameras }: Truth, folder: string): ManifestRow {
  const [first, ...others] = cameras;
  const image = path.relative(folder, path.join(photos, file)).split(path.sep).join('/');
  const row = {
    id: file,
    image,
    split: 'fixtures',
    family: null,
    scene: 'in-situ',
    origin: 'render',
    source: 'fixtures',
  };
  if (!first) return { ...row, brand: 'none', form: 'scene', wordmarkLegible: false, markOn: null, boxes: [] };
  const brand = others.some((other) => other.brand !== first.brand) ? 'unknown' : first.brand;
  return {
    ...row,
    brand: brand === 'unmarked' ? 'generic' : brand,
    form: first.form,
    wordmarkLegible: first.markLegible,
    markOn: first.brand === 'unmarked' ? null : 'product',
    boxes: cameras.map(({ box }) => box),
  };
}

/** Evaluates some of the rendered photos; every one must be answered. */
export async function evaluatePhotos(truth: readonly Truth[]): Promise<Evaluated> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whosecam-photos-'));
  const [manifest, out, lines] = ['manifest.jsonl', 'metrics.json', 'records.jsonl'].map((name) =>
    path.join(folder, name),
  );
  if (!manifest || !out || !lines) throw new Error('three names');
  await writeFile(manifest, truth.map((photo) => `${JSON.stringify(rowOf(photo, folder))}\n`).join(''));
  const options = ['--split', 'fixtures', '--out', out, '--records', lines, '--timeout-ms', '120000'];
  await promisify(execFile)(process.execPath, [main, 'evaluate', manifest, ...options]);
  const [metricsText, recordsText] = [await readFile(out, 'utf8'), await readFile(lines, 'utf8')];
  const records = recordsText
    .trimEnd()
    .split('\n')
    .map((line) => okRecordSchema.parse(JSON.parse(line)));
  return {
    metricsText,
    recordsText,
    metrics: JSON.parse(metricsText) as Metrics,
    records: new Map(records.map((record) => [path.posix.basename(record.file), record])),
  };
}
