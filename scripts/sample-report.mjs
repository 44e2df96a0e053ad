// A survey that never was, of the rendered photos in fixtures/: eight sites of a town that isn't, some verdicts of a person.
// The program's answers are real; places, sites, warnings and the person are made up. For pictures in docs/ only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultBundleFolder, loadBundle } from '../dist/bundle/load.js';
import { writeReportPage } from '../dist/report/page.js';
import { createPhotoFinder } from '../dist/survey/photo-files.js';
import { countedOf, standingReview } from '../dist/survey/review.js';

const photosFolder = fileURLToPath(new URL('../fixtures/photos', import.meta.url));

/** Name, metres east and north of the market, share of the photos. */
const places = [
  ['Town hall', 0, 40],
  ['Police station', 620, 310],
  ['St Anne’s Hospital', -1250, 820],
  ['Northfield School', -420, 1630],
  ['Central library', 90, -60],
  ['Bus station', 310, -520],
  ['Leisure centre', 1460, -760],
  ['Council depot', -980, -900],
];
const limits = { maxBytes: 64e6, maxPixels: 50e6 };
const middle = { lat: 53.4, lon: -1.5 };

async function recognise(records) {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const args = [main, 'classify', '.', '--format', 'jsonl', '--output', records];
  const [code] = await once(spawn(process.execPath, args, { cwd: photosFolder, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`Expected the photos to be recognised; received exit code ${code}`);
}

/** What a person would say of a record, as a line of a review. */
const said = ({ sha256, file, model, verdict, cameras }, verdictLine) => ({
  schema: 'whosecam.review/1',
  sha256,
  file,
  model,
  machine: {
    ...cameras[0],
    kind: verdict.kind,
    ...(verdict.brand && { brand: verdict.brand }),
    box: cameras[0]?.box ?? null,
    confidence: verdict.confidence,
    brandName: cameras[0]?.brandName ?? null,
  },
  reviewer: 'A. Person',
  at: '2026-11-24T16:20:00Z',
  ...verdictLine,
});

/** What the renderer put there, as the file's name says. */
const brandOf = ({ file }) => (file.includes('dahua') ? 'dahua' : 'hikvision');

function reviewOf(records) {
  const claims = records.filter(({ verdict }) => verdict?.kind === 'brand');
  const unknown = records.filter(({ verdict }) => verdict?.kind === 'unknown-brand');
  return standingReview([
    ...claims.slice(0, 12).map((record) => said(record, { verdict: 'confirm', camera: record.verdict.camera })),
    ...unknown
      .filter(({ file }) => /\d+-(hikvision|dahua)-/.test(file))
      .slice(0, 2)
      .map((record) =>
        said(record, { verdict: 'correct', camera: 0, said: { kind: 'brand', brand: brandOf(record) } }),
      ),
  ]);
}

/** Writes the report into `dir`; `recordsFile` is where the program's answers go. */
export async function writeSampleReport(dir, recordsFile) {
  await recognise(recordsFile);
  const lines = (await readFile(recordsFile, 'utf8')).trim().split('\n');
  const site = (i) => Math.floor((i * places.length) / lines.length);
  const records = lines.map((line, i) => {
    const record = JSON.parse(line);
    const [, east, north] = places[site(i)];
    const metres = 111_195;
    const lat = middle.lat + (north + ((i * 7) % 30)) / metres;
    const lon = middle.lon + (east + ((i * 11) % 30)) / metres / Math.cos((middle.lat * Math.PI) / 180);
    return { ...record, image: { ...record.image, location: { lat, lon } } };
  });
  const sites = places.map(([name], index) => ({
    id: String(index),
    name,
    location: null,
    photos: records.flatMap((_, i) => (site(i) === index ? [i] : [])),
  }));
  const review = reviewOf(records);
  const both = { code: 'two-brands-on-photo', text: 'both brands are claimed on this photo, on different cameras' };
  const photos = records.map((record, i) => ({
    record,
    counted: countedOf(record, review),
    site: sites[site(i)],
    warnings: record.file.includes('hikvision-and-dahua') ? [both] : [],
  }));
  const { bundle } = await loadBundle(defaultBundleFolder());
  await writeReportPage(
    dir,
    {
      photos,
      sites,
      warnings: [],
      review,
      run: { file: 'run.jsonl', writtenAt: '2026-11-24T15:00:00Z' },
      madeAt: '2026-11-25T09:00:00Z',
      programVersion: '0.1.0',
      hasPlaces: true,
      pictures: { folder: photosFolder },
    },
    { limits, find: createPhotoFinder(recordsFile, { photos: photosFolder, ...limits }), card: bundle },
  );
}
