/** A run over rendered photos whose records are written by hand: what the machine said is known by construction. */
import { copyFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Of } from '../../src/bundle/sha256.js';
import type { Camera, OkRecord, ResultRecord } from '../../src/recognise/result.js';
import { hikvisionCamera, okRecordOf } from './records.js';

const photos = fileURLToPath(new URL('../../fixtures/photos/', import.meta.url));

/** A camera of Hikvision where nobody looks, so sure. */
export const claimOf = (confidence: number, box: Camera['box'] = [0.2, 0.2, 0.5, 0.5]): Camera => ({
  ...hikvisionCamera,
  box,
  confidence,
});

/** A record of these cameras, all of Hikvision, as of a photo; without any: `no-camera`. */
export function claimRecord(file: string, sha256: string, cameras: readonly Camera[]): OkRecord {
  const [first] = cameras;
  return okRecordOf({
    file,
    sha256,
    cameras: [...cameras],
    image: { width: 1600, height: 1200, format: 'jpeg' },
    verdict: first
      ? { kind: 'brand', brand: 'hikvision', confidence: first.confidence, camera: 0 }
      : { kind: 'no-camera', brand: null, confidence: 0.9, camera: null },
  });
}

/** A run's folder: the photos and `run.jsonl`. */
export interface RunFolder {
  readonly folder: string;
  readonly run: string;
  readonly review: string;
  readonly records: readonly ResultRecord[];
}

/** Copies photos of fixtures/ (name: its cameras) into a new folder, with a run's file of their records beside them. */
export async function runOf(given: Readonly<Record<string, readonly Camera[]>>): Promise<RunFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whosecam-run-'));
  const records: ResultRecord[] = [];
  for (const [name, cameras] of Object.entries(given)) {
    await copyFile(path.join(photos, path.posix.basename(name)), path.join(folder, name));
    records.push(claimRecord(name, sha256Of(await readFile(path.join(folder, name))), cameras));
  }
  const run = path.join(folder, 'run.jsonl');
  await writeFile(run, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return { folder, run, review: path.join(folder, 'run.review.jsonl'), records };
}
