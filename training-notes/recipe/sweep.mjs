// Applies the program's own rules to what observe.mjs saw, with configs/decision.json and any threshold changed:
//   node sweep.mjs --data DATA --decision ../configs/decision.json --set housingClaimThreshold=0.9,0.95,0.98 seen.jsonl …
// A key of a group is named with a dot (gallery.rebadgeSimilarity=0.5,0.6). Prints a line a setting: brand claims by a mark and by the shape (right, family, wrong), cameras found, false alarms.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { metricsOf } from '../../dist/metrics/metrics.js';
import { cameraProbability } from '../../dist/recognise/combine.js';
import { readLogits } from '../../dist/recognise/classify.js';
import { bearsName, judge } from '../../dist/recognise/recognise.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, notes: { type: 'string' }, decision: { type: 'string' }, set: { type: 'string', multiple: true, default: [] }, wrong: { type: 'boolean' } },
});
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const rows = new Map(lines(join(values.data, 'manifest.jsonl')).map((row) => [row.id, row]));
if (values.notes) for (const fix of lines(join(values.notes, 'label-fixes.jsonl'))) rows.get(fix.id)[fix.field] = fix.new;
const { temperature, ...base } = JSON.parse(readFileSync(values.decision, 'utf8'));

function sampleOf(seen, decision) {
  const photo = { width: seen.width, height: seen.height };
  const observations = seen.candidates.map(({ box, score, logits, cameraLogit, likeness, occlusion, quality, lines: read }) => {
    const probabilities = readLogits(logits, temperature);
    return {
      box: { x: box[0] * photo.width, y: box[1] * photo.height, width: box[2] * photo.width, height: box[3] * photo.height },
      score,
      detection: cameraProbability({ score, cameraLogit, hasName: bearsName(read, decision) }, decision),
      housing: { logits, probabilities, occlusion, quality },
      likeness,
      lines: read.map((line) => ({ ...line, box: { x: 0, y: 0, width: 1, height: 1 } })),
    };
  });
  return { row: rows.get(seen.id), record: { status: 'ok', ...judge(observations, { ...photo, format: 'jpeg' }, decision) } };
}

const seen = positionals.flatMap(lines);
for (const { id, manifest } of seen) {
  if (!rows.has(id)) for (const row of lines(manifest)) rows.set(row.id, row);
}
const settings = values.set.flatMap((text) => {
  const [key, list] = text.split('=');
  return list.split(',').map((value) => ({ [key]: Number(value) }));
});
/** The thresholds with one of them changed. */
function changed(decision, change) {
  const out = structuredClone(decision);
  for (const [key, value] of Object.entries(change)) {
    const [group, inner] = key.split('.');
    if (inner === undefined) out[group] = value;
    else out[group][inner] = value;
  }
  return out;
}
for (const change of [{}, ...settings]) {
  const samples = seen.map((one) => sampleOf(one, changed(base, change)));
  const m = metricsOf(samples);
  const share = ({ k, n, share: value }) => `${k}/${n}=${(value ?? 0).toFixed(3)}`;
  const byRule = (rule) => {
    const claims = samples.filter(({ record }) => record.verdict.kind === 'brand' && record.cameras[record.verdict.camera].rule === rule);
    const right = claims.filter(({ row, record }) => row.brand === record.verdict.brand).length;
    const family = claims.filter(({ row, record }) => row.family === record.verdict.brand).length - right;
    if (values.wrong) for (const { row, record } of claims) if (row.brand !== record.verdict.brand) console.log('  ', rule, row.id, row.brand, row.form, record.verdict.brand, record.verdict.confidence, JSON.stringify(record.cameras[record.verdict.camera].evidence).slice(0, 160));
    return `${right}+${Math.max(0, family)}f/${claims.length}`;
  };
  console.log(JSON.stringify(change), 'claims', share(m.headline.precision), 'right', share(m.headline.rightClaims), 'mark', byRule(2), 'shape', byRule(4),
    'found', share(m.inSituFound.iou30), share(m.inSituFound.iou50), 'false', share(m.inSituFalseAlarms.cameraReported), share(m.falseAlarms.cameraReported), 'ece', m.calibration.ece?.toFixed(3));
}
