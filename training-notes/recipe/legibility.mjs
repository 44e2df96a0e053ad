// Relates what is measured of a camera's picture to whether its mark is read, and says which thresholds follow:
//   npm run build; node legibility.mjs --bundle ../../models/whosecam-1 --split calibration --out impaired.jsonl DATA/manifest.jsonl
//   node legibility.mjs --bundle ../../models/whosecam-1 --report impaired.jsonl --seen seen-scenes.jsonl
// Each Hikvision or Dahua camera whose mark is read as it is gets one impairment at a time: reduced, blurred, or darkened
// with a sensor's noise, and its box is read again; `--seen` checks the thresholds of configs/decision.json on what
// observe.mjs saw of scenes. Run both again after a new reader. An existing output is continued. 8 s a camera on one core.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadBundle } from '../../dist/bundle/load.js';
import { decode } from '../../dist/image/decode.js';
import { expandBox } from '../../dist/image/geometry.js';
import { openSession } from '../../dist/inference/session.js';
import { detectCameras } from '../../dist/recognise/detect.js';
import { qualityOf } from '../../dist/recognise/classify.js';
import { hindrancesOf } from '../../dist/recognise/legibility.js';
import { createWordmarkReader } from '../../dist/recognise/wordmark/read.js';
import { sizeOf } from '../../dist/recognise/wordmark/quads.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bundle: { type: 'string' }, split: { type: 'string' }, out: { type: 'string' }, report: { type: 'string' }, seen: { type: 'string' }, limit: { type: 'string', default: '1000' } },
});
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

/** Letters of this height, pixels, are blurred and darkened: large enough not to be lost for their size. */
const BASE_PX = 14;
const SIZES = [2, 2.5, 3, 3.5, 4, 5, 6, 8];
/** Standard deviation over the letters' height. */
const BLURS = [0.2, 0.3, 0.4, 0.5, 0.65, 0.8];
/** Halvings of the light. */
const STOPS = [6, 8, 10, 11, 12, 13];
const NOISE = 2.5;

/** A normal variable from two of a linear congruential generator, so that a run can be repeated. */
function normals(seed) {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const toSharp = ({ data, width, height }) => sharp(data, { raw: { width, height, channels: 3 } });
async function toRaster(picture) {
  const jpeg = await picture.jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer();
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}
const reduced = async (raster, k) => (k >= 1 ? raster : toRaster(toSharp(raster).resize(Math.max(1, Math.round(raster.width * k)), null, { kernel: 'lanczos3' })));

/** So many stops less light on the sensor, with its read noise. */
function darkened({ data, width, height }, stops) {
  const normal = normals(7 + stops);
  const dark = Uint8Array.from(data, (value) => {
    const grey = 255 * ((value / 255) ** 2.2 / 2 ** stops) ** (1 / 2.2);
    return Math.min(255, Math.max(0, Math.round(grey + NOISE * normal())));
  });
  return { data: dark, width, height };
}

async function impair(loaded) {
  const { bundle, bytes } = loaded;
  const open = async (name) => openSession(bytes[name], { threads: 1 });
  const sessions = { detector: await open('detector'), textDetector: await open('textDetector'), textReader: await open('textReader') };
  const reader = createWordmarkReader(sessions, bundle);
  const readOn = async (raster, box, brand) => (await reader.read(raster, box)).find(({ match }) => match?.kind === 'name' && match.brand === brand);
  const done = new Set(existsSync(values.out) ? lines(values.out).map((row) => row.id) : []);
  for (const manifest of positionals) {
    for (const row of lines(manifest)) {
      if (row.split !== values.split || !row.image || !['hikvision', 'dahua'].includes(row.brand) || done.has(row.id) || done.size >= Number(values.limit)) continue;
      const { raster } = await decode(readFileSync(join(dirname(manifest), row.image)), { maxBytes: 1e8, maxPixels: 5e7 });
      const [found] = await detectCameras(raster, sessions.detector, bundle.detector);
      const line = found && (await readOn(raster, found.box, row.brand));
      if (!line) continue;
      const box = expandBox(found.box, 0);
      const letterPx = sizeOf(line.quad).height * bundle.decision.letterOfLine;
      const at = async (kind, level, change, k) => {
        const small = await change(k === null ? raster : await reduced(raster, k));
        const scale = small.width / raster.width;
        const here = { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
        const read = (await readOn(small, here, row.brand)) !== undefined;
        const quality = await qualityOf(small, here, bundle.housing);
        return { kind, level, letterPx: letterPx * scale, sidePx: Math.max(here.width, here.height), ...quality, read };
      };
      const tries = [await at('none', 0, (one) => one, null)];
      for (const size of SIZES) if (size < letterPx) tries.push(await at('size', size, (one) => one, size / letterPx));
      const base = Math.min(1, BASE_PX / letterPx);
      if (letterPx >= BASE_PX * 0.7) {
        for (const blur of BLURS) tries.push(await at('blur', blur, (one) => toRaster(toSharp(one).blur({ sigma: Math.max(0.3, blur * Math.min(letterPx, BASE_PX)) })), base));
        for (const stops of STOPS) tries.push(await at('dark', stops, (one) => toRaster(toSharp(darkened(one, stops))), base));
      }
      appendFileSync(values.out, JSON.stringify({ id: row.id, brand: row.brand, form: row.form, scene: row.scene, line: sizeOf(line.quad), tries }) + '\n');
      done.add(row.id);
    }
  }
}

const share = (tries) => tries.filter(({ read }) => read).length / Math.max(1, tries.length);
const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(q * list.length))];

/** Tries in a window that slides over the measure: so many are enough to see one in five. */
const WINDOW = 15;
const TARGET = 0.2;

/** Where reading fails: the mildest `measure` at which at most one in five of the tries round it was read. `sign`: 1 when more is worse. */
function limit(tries, measure, sign) {
  const order = tries.filter((one) => measure(one) !== null).sort((a, b) => sign * (measure(b) - measure(a)));
  let found = null;
  for (let i = 0; i + WINDOW <= order.length; i++) {
    const window = order.slice(i, i + WINDOW);
    if (share(window) > TARGET) break;
    found = measure(window[Math.floor(WINDOW / 2)]);
  }
  return found;
}

const measures = { size: [(t) => t.letterPx, -1], blur: [(t) => (t.blurPx === null ? null : t.blurPx / t.letterPx), 1], dark: [(t) => t.light, -1] };

/** Of impaired cameras: how often each level was read, and where reading fails. */
function reportTries(rows) {
  const tries = rows.flatMap((row) => row.tries);
  const of = (kind) => tries.filter((one) => one.kind === kind);
  console.log(`${rows.length} cameras; letter height over side, 10/50/90 %:`, [0.1, 0.5, 0.9].map((q) => quantile(of('none').map((t) => t.letterPx / t.sidePx), q).toFixed(4)).join(' '));
  for (const [kind, [measure, sign]] of Object.entries(measures)) {
    for (const level of [...new Set(of(kind).map((t) => t.level))].sort((a, b) => a - b)) {
      const here = of(kind).filter((t) => t.level === level && measure(t) !== null);
      console.log(kind, level, 'n', here.length, 'read', share(here).toFixed(2), 'measured', quantile(here.map(measure), 0.5).toFixed(3));
    }
    console.log(kind, 'at most 1 in 5 is read at', limit([...of(kind), ...of('none')], measure, sign));
  }
}

function overlap(a, b) {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const both = Math.max(0, width) * Math.max(0, height);
  return both / (a[2] * a[3] + b[2] * b[3] - both);
}

/** Of scenes that observe.mjs saw: how often a legible mark was read, by what the program says hinders most. */
function reportSeen(rows, decision) {
  const found = { fine: [] };
  for (const seen of rows) {
    const row = lines(seen.manifest).find(({ id }) => id === seen.id);
    if (!['hikvision', 'dahua'].includes(row.brand) || !row.wordmarkLegible || row.boxes.length !== 1) continue;
    const [best] = [...seen.candidates].sort((a, b) => overlap(b.box, row.boxes[0]) - overlap(a.box, row.boxes[0]));
    if (!best || overlap(best.box, row.boxes[0]) < 0.3) continue;
    // By the size of the camera alone: a line is measured only where one was found.
    const view = { sidePx: best.sidePx, letterPx: best.sidePx * decision.letterShare, occlusion: best.occlusion, ...best.quality };
    const [hindrance = 'fine'] = hindrancesOf(view, decision);
    (found[hindrance] ??= []).push({ read: best.lines.some(({ match }) => match?.kind === 'name' && match.brand === row.brand) });
  }
  for (const [hindrance, tries] of Object.entries(found)) console.log(hindrance, 'n', tries.length, 'read', share(tries).toFixed(2));
}

const { decision } = JSON.parse(readFileSync(join(values.bundle, 'bundle.json'), 'utf8'));
if (values.report) reportTries(lines(values.report));
if (values.seen) reportSeen(lines(values.seen), decision);
if (values.out) await impair(await loadBundle(values.bundle));
