// How long a large report takes to open: 5,000 records, each with pictures of its own, in Chromium from the disk.
// node scripts/report-open.mjs [PHOTOS]; the pictures are copies of one fixture under made-up names, all else is as in use.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openReport } from './opened.mjs';
import { writeReportPage } from '../dist/report/page.js';

const count = Number(process.argv[2] ?? 5000);
const camera = {
  box: [0.22, 0.16, 0.58, 0.66],
  detection: 0.99,
  kind: 'brand',
  brand: 'hikvision',
  confidence: 0.99,
  probabilities: { hikvision: 0.99, dahua: 0, other: 0.01 },
  brandName: 'hikvision',
  lineage: { family: 'hikvision', link: 'own-brand', source: "the maker's own mark" },
  evidence: [
    { type: 'wordmark', text: 'HIKVISION', confidence: 0.98, box: [0.33, 0.23, 0.24, 0.14], name: 'hikvision' },
    { type: 'housing', probabilities: { hikvision: 0.1, dahua: 0.01, other: 0.89 } },
  ],
  flags: [],
  rule: 2,
};
const recordOf = (i) => ({
  schema: 'whosecam.result/1',
  file: `walk-${i % 50}/IMG_${String(i).padStart(5, '0')}.jpg`,
  sha256: i.toString(16).padStart(64, '0'),
  status: 'ok',
  verdict: { kind: 'brand', brand: 'hikvision', confidence: 0.99, camera: 0 },
  cameras: [camera],
  image: { width: 160, height: 120, format: 'jpeg', location: { lat: 51 + (i % 50) / 300, lon: (i % 7) / 200 } },
  model: { id: 'whosecam-1', version: '1.5.0' },
  elapsedMs: 200,
});
const sites = Array.from({ length: 50 }, (_, k) => ({
  id: `walk-${k}`,
  name: `Walk ${k}`,
  location: { lat: 51 + k / 300, lon: (k % 7) / 200 },
  photos: [],
}));
const photos = Array.from({ length: count }, (_, i) => {
  sites[i % 50].photos.push(i);
  return {
    record: recordOf(i),
    counted: { answer: 'hikvision', outcome: null, last: null },
    site: sites[i % 50],
    warnings: [],
  };
});
const source = new URL('../fixtures/photos/001-hikvision-bullet-brick.jpg', import.meta.url);
const bytes = await sharp(await readFile(source))
  .resize(160)
  .jpeg()
  .toBuffer();

const dir = await mkdtemp(join(tmpdir(), 'whosecam-report-'));
const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;
let opened;
try {
  let from = performance.now();
  const data = { photos, sites, review: new Map(), madeAt: '2026-11-25', hasPlaces: true, pictures: { folder: null } };
  await writeReportPage(dir, data, { limits: { maxBytes: 1e8, maxPixels: 1e8 }, find: async () => bytes });
  console.log(
    `${count} photos: written in ${seconds(from)}, ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`,
  );
  opened = await openReport(join(dir, 'index.html'));
  if (!opened) throw new Error('Expected Chromium; set CHROMIUM to its path');
  const { page } = opened;
  console.log(`opened in ${opened.seconds.toFixed(1)} s, ${await page.locator('*').count()} elements`);
  from = performance.now();
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await page.locator('.contact .card', { hasText: `IMG_${String(count - 1).padStart(5, '0')}` }).waitFor();
  console.log(`at its end in ${seconds(from)}, ${await page.locator('*').count()} elements`);
} finally {
  await opened?.close();
  await rm(dir, { recursive: true });
}
