// A survey of real size: makes a folder of photos, runs `classify` and `report` over it, and prints what they took.
//   npm run real-size -- --photos 10000 [--keep DIR] [more flags of classify]
// The photos are those of fixtures/photos, re-encoded so that no two are alike, sideways, with time and place, nested, with
// unreadable files, copies, and names of every kind among them. All is done in a temporary folder, gone at the end but for --keep.
// Ends with 1 when a photo has no record or, from 5000 photos on, memory grows by more than 10 kB a photo: with fewer, what the
// collector of garbage leaves lying is more than that. It's Linux's memory; elsewhere none is measured. The report is opened in
// Chromium where there is one.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allocator } from './allocator.mjs';
import { memoryMib } from './memory.mjs';
import { openReport } from './opened.mjs';
import { makePhotos } from './survey-photos.mjs';

const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '300' },
    // Pixels of the longer side; a phone's have 4000, which takes long to make.
    side: { type: 'string', default: '1600' },
    keep: { type: 'string' },
    workers: { type: 'string' },
  },
});
const count = Number(values.photos);
const mostKbAPhoto = 10;
const fewestForSlope = 5000;
const root = fileURLToPath(new URL('..', import.meta.url));
const main = path.join(root, 'dist/main.js');

const linesIn = (file) => {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
};

/** Runs the program; what it took, with its memory every second beside the photos that were done. */
async function measured(args, output) {
  const started = performance.now();
  const env = { ...process.env, ...allocator };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const samples = [];
  let peakMb;
  const watch = setInterval(() => {
    const rssMb = memoryMib(child.pid, 'VmRSS');
    peakMb = memoryMib(child.pid, 'VmHWM') ?? peakMb;
    if (output && rssMb) samples.push({ photos: linesIn(output), rssMb });
  }, 1000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  return { code, seconds: (performance.now() - started) / 1000, peakMb, samples };
}

/** Least squares over the later half, where the workers have grown to their size: kB a photo. */
function slopeKb(samples) {
  const late = samples.filter(({ photos }) => photos > count / 2 && photos < count);
  if (late.length < 3) return undefined;
  const mean = (pick) => late.reduce((sum, one) => sum + pick(one), 0) / late.length;
  const [x, y] = [mean(({ photos }) => photos), mean(({ rssMb }) => rssMb)];
  const spread = mean(({ photos }) => (photos - x) ** 2);
  return (mean(({ photos, rssMb }) => (photos - x) * (rssMb - y)) / spread) * 1024;
}

/** Median of the memory while the photos from the one to the other were answered; undefined where none was measured. */
function medianMb(samples, [from, to]) {
  const within = samples.filter(({ photos }) => photos >= from && photos < to).map(({ rssMb }) => rssMb);
  return within.sort((a, b) => a - b)[within.length >> 1];
}

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
const say = (what, value, unit = '') =>
  console.log(`${what.padEnd(28)} ${value === undefined ? 'not known' : `${value} ${unit}`}`);
const mb = (bytes) => (bytes / 2 ** 20).toFixed(1);

const folder = values.keep ?? mkdtempSync(path.join(tmpdir(), 'whosecam-real-size-'));
const [photos, output, report] = ['photos', 'run.jsonl', 'report'].map((name) => path.join(folder, name));
try {
  await makePhotos(photos, { count, side: Number(values.side) });
  say('photos', count, `(${mb(sizeOf(photos))} MB)`);
  const more = values.workers ? ['--workers', values.workers] : [];
  const run = await measured(['classify', photos, '--output', output, '--format', 'jsonl', ...more], output);
  const slope = slopeKb(run.samples);
  say('classify: exit code', run.code);
  say('classify: photos a second', (count / run.seconds).toFixed(2));
  say('classify: peak memory', run.peakMb?.toFixed(0), 'MB');
  say('classify: memory slope', slope?.toFixed(1), 'kB a photo, over the later half');
  const marks = [0.25, 0.5, 0.75, 1].map((share) => run.samples.findLast(({ photos }) => photos <= share * count));
  say('classify: memory at quarters', marks.map((mark) => mark?.rssMb.toFixed(0)).join(', '), 'MB');
  const [second, last] = [
    [1000, 2000],
    [count - 1000, count],
  ].map((range) => medianMb(run.samples, range));
  say('classify: second, last 1,000', `${second?.toFixed(0)}, ${last?.toFixed(0)}`, 'MB');
  say('records', linesIn(output), `(${mb(statSync(output).size)} MB)`);
  const again = await measured(['classify', photos, '--output', output, '--format', 'jsonl', ...more]);
  say('classify again: seconds', again.seconds.toFixed(1));
  const reported = await measured(['report', output, '--out', report]);
  say('report: exit code', reported.code);
  say('report: seconds', reported.seconds.toFixed(1));
  say('report: peak memory', reported.peakMb?.toFixed(0), 'MB');
  if (reported.code === 0) {
    say('report: size', mb(sizeOf(report)), 'MB');
    const opened = await openReport(path.join(report, 'index.html'));
    say('report: open in Chromium', opened?.seconds.toFixed(2), 's');
    await opened?.close();
  }
  const isWell = linesIn(output) === count && (slope === undefined || count < fewestForSlope || slope <= mostKbAPhoto);
  process.exitCode = isWell && [0, 1].includes(run.code) ? 0 : 1;
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
