// What each part is worth: evaluates the bundle with one part taken away at a time, by changing bundle.json only.
//   npm run build, then node ablate.mjs --bundle ../../models/whosecam-1 --split validation --work WORK --out ablations.json \
//     real=DATA/manifest.jsonl scenes=SCENES/validation/manifest.jsonl [--without-synthesis BUNDLE_DIR]
// As long as evaluate takes, times six. Run again, it goes on: WORK keeps every evaluation under the hash of its bundle and manifest;
// take a new one when the program itself has changed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bundle: { type: 'string' }, split: { type: 'string' }, work: { type: 'string' }, out: { type: 'string' }, 'without-synthesis': { type: 'string' } },
});
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Sets `path` of the bundle; a path that isn't there is a mistake, not a new key. */
function set(bundle, path, value) {
  const keys = path.split('.');
  const last = keys.pop();
  const part = keys.reduce((inner, key) => inner?.[key], bundle);
  if (part?.[last] === undefined) throw new Error(`Expected ${path} in bundle.json; it isn't there`);
  part[last] = typeof value === 'function' ? value(part[last]) : value;
}

const variants = [
  { name: 'as released', set: {} },
  // No camera is large enough to be read.
  { name: 'without wordmark', set: { 'textDetector.minCameraPx': 1e9 } },
  // It still tells cameras from lamps; what it says of the brand neither weighs beside a mark nor claims anything.
  { name: 'without housing', set: { 'decision.housingWeight': 0, 'decision.housingClaimThreshold': 1, 'decision.otherThreshold': 1 } },
  { name: 'without the second look', set: { 'detector.finer.scaleSides': [], 'textDetector.sides': (sides) => sides.slice(0, 1) } },
  { name: 'without context padding', set: { 'housing.contextScale': 1, 'textDetector.context': 0, 'decision.markReach': 0 } },
];
if (values['without-synthesis']) variants.push({ name: 'without synthesis', bundle: values['without-synthesis'], set: {} });

/** A bundle folder with the change in bundle.json; the other files are hard links. */
function makeBundle({ name, bundle = values.bundle, set: changes }) {
  const facts = JSON.parse(readFileSync(join(bundle, 'bundle.json'), 'utf8'));
  for (const [path, value] of Object.entries(changes)) set(facts, path, value);
  const text = JSON.stringify(facts, null, 2) + '\n';
  const folder = join(values.work, `${name.replaceAll(' ', '-')}-${sha256(text).slice(0, 8)}`);
  mkdirSync(folder, { recursive: true });
  for (const { path } of Object.values(facts.files)) {
    rmSync(join(folder, path), { force: true });
    linkSync(join(bundle, path), join(folder, path));
  }
  writeFileSync(join(folder, 'bundle.json'), text);
  writeFileSync(join(folder, 'SHA256SUMS'), `${sha256(text)}  bundle.json\n`);
  return folder;
}

/** Metrics of one bundle on one manifest; evaluated only if they aren't there yet. */
function metricsOf(folder, manifest) {
  const file = join(folder, `metrics-${values.split}-${sha256(readFileSync(manifest)).slice(0, 8)}.json`);
  if (!existsSync(file)) {
    const args = [program, 'evaluate', manifest, '--split', values.split, '--model', resolve(folder), '--out', `${file}.part`, '--timeout-ms', '120000'];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    renameSync(`${file}.part`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

const share = ({ k, n }) => ({ k, n });
const figures = (m) => ({
  pictures: m.headline.pictures,
  precision: share(m.headline.precision),
  rightClaims: share(m.headline.rightClaims),
  family: m.headline.family,
  claimsOnOthers: share(m.claimsOnOthers),
  found30: share(m.inSituFound.iou30),
  found50: share(m.inSituFound.iou50),
  falseCameras: share(m.falseAlarms.cameraReported),
  ece: m.calibration.ece,
});

const { id, version } = JSON.parse(readFileSync(join(values.bundle, 'bundle.json'), 'utf8'));
const done = [];
for (const variant of variants) {
  const folder = makeBundle(variant);
  const sets = {};
  for (const [name, manifest] of positionals.map((text) => text.split('='))) {
    sets[name] = figures(metricsOf(folder, manifest));
    console.log(variant.name, name, JSON.stringify(sets[name]));
  }
  done.push({ name: variant.name, changed: Object.keys(variant.set), sets });
  writeFileSync(values.out, JSON.stringify({ model: { id, version }, split: values.split, variants: done }, null, 2) + '\n');
}
