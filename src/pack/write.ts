/** Writes an evidence pack: a new folder that's there when all of it is, and not before. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of } from '../bundle/sha256.js';
import { WhosecamError } from '../errors.js';
import { cropJpeg, previewJpeg } from '../image/preview.js';
import type { DecodeLimits } from '../image/raster.js';
import { answerNames } from '../page/words.js';
import { type OkRecord, withoutPlace } from '../recognise/result.js';
import { type Columns, csvTable } from '../survey/csv.js';
import type { FindPhoto } from '../survey/photo-files.js';
import { newFolderFor } from '../survey/new-folder.js';
import type { Review } from '../survey/review.js';
import { orDiskFull } from '../survey/write-error.js';
import type { Claim } from './claims.js';
import { type LetterFacts, letterText } from './letter.js';
import { maxShown, type SummaryFacts, summaryHtml } from './summary.js';
import { baseName, confirmedWords, evidenceWords, sureWords } from './words.js';

/** What a pack is made of. */
export interface PackParts {
  /** Of the page, but for the crops, which are made here. */
  readonly summary: Omit<SummaryFacts, 'crops'>;
  readonly letter: { readonly template: string; readonly facts: LetterFacts };
  readonly review: Review;
  readonly find: FindPhoto;
  readonly limits: DecodeLimits;
}

/** Longer side of a crop, and of the copy that stands for an original whose place must not be told, pixels. */
const [cropPx, copyPx] = [480, 2048];

/** A file of the pack: its way from the pack's folder, with `/`. */
type Files = Map<string, Uint8Array | string>;

/**
 * Writes the pack into `out`, which must not be there.
 * Errors: `bad-request` when it's there or can't be made, and for the template; `not-found` for a photo that isn't as the run saw it; `disk-full`.
 * Nothing is left behind then.
 */
export async function writePack(out: string, parts: PackParts): Promise<void> {
  await expectNew(out);
  const letter = letterText(parts.letter.template, parts.letter.facts);
  const folder = await newFolderFor(path.resolve(out)).catch((cause: unknown) => {
    throw new WhosecamError('bad-request', 'Expected a folder for --out that can be made; it can not', { cause });
  });
  try {
    const sums: string[] = [];
    for await (const files of filesOf(parts, letter)) {
      for (const [name, content] of files) {
        const file = path.join(folder, ...name.split('/'));
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content, { flag: 'wx' });
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
        sums.push(`${sha256Of(bytes)}  ${name}\n`);
      }
    }
    await writeFile(path.join(folder, 'SHA256SUMS'), sums.join(''));
    await expectNew(out);
    await rename(folder, out);
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true });
    throw orDiskFull(thrown, 'room for the pack', 'make room and give the same command again');
  }
}

async function expectNew(out: string): Promise<void> {
  const isThere = await stat(out).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new WhosecamError('bad-request', `Expected a new folder for --out; ${path.basename(out)} is there`);
}

/** The pack's files, photo by photo: originals may be large. */
async function* filesOf({ summary, review, find, limits }: PackParts, letter: string): AsyncGenerator<Files> {
  const { claims, hasPlaces } = summary;
  const records = [...new Set(claims.map(({ record }) => record))];
  const crops = new Map<Claim, Uint8Array>();
  for (const [i, record] of records.entries()) {
    const bytes = await find(record);
    const files: Files = new Map();
    const name = `${String(i + 1).padStart(3, '0')}-${safeName(record.file)}`;
    if (hasPlaces) files.set(`photos/${name}`, bytes);
    else files.set(`photos/${name}.copy.jpg`, await previewJpeg(bytes, limits, copyPx));
    for (const claim of claims.filter((one) => one.record === record)) {
      const crop = await cropJpeg(bytes, limits, claim.camera.box, cropPx);
      crops.set(claim, crop);
      files.set(`crops/${String(claims.indexOf(claim) + 1).padStart(3, '0')}-${claim.brand}.jpg`, crop);
    }
    yield files;
  }
  const shown = claims.slice(0, maxShown).flatMap((claim) => crops.get(claim) ?? []);
  const lines = records.flatMap(({ sha256 }) => review.get(String(sha256)) ?? []);
  yield new Map([
    ['index.html', summaryHtml({ ...summary, crops: shown })],
    ['letter.txt', letter],
    ['claims.csv', claimsCsv(claims)],
    ['records.jsonl', jsonLines(records.map((record) => recordIn(record, hasPlaces)))],
    ['review.jsonl', jsonLines(lines)],
  ]);
}

const jsonLines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

const recordIn = (record: OkRecord, hasPlaces: boolean): object =>
  hasPlaces ? record : { ...record, image: withoutPlace(record.image) };

/** `sha256sum -c` and every system read it: letters, digits, `.`, `_` and `-`. */
const safeName = (file: string): string =>
  baseName(file)
    .replace(/[^\p{L}\p{N}._-]/gu, '_')
    .slice(-80);

/** What `claims.csv` says of a claim, and its number. */
const columns: Columns<readonly [claim: Claim, number: number]> = {
  number: ([, number]) => number,
  brand: ([claim]) => answerNames[claim.brand],
  confirmed: ([claim]) => (claim.confirmed ? 'yes' : 'NO'),
  checked: ([claim]) => confirmedWords(claim),
  evidence: ([claim]) => evidenceWords(claim),
  sure: ([claim]) => sureWords(claim),
  taken_at: ([{ record }]) => record.image.takenAt ?? null,
  file: ([{ record }]) => record.file,
  sha256: ([{ record }]) => record.sha256,
  model: ([{ record }]) => `${record.model.id} ${record.model.version}`,
};

const claimsCsv = (claims: readonly Claim[]): string =>
  csvTable(
    columns,
    claims.map((claim, i) => [claim, i + 1] as const),
  );
