// Runs a manifest's pictures through the built program and writes what was seen of each candidate, before any rule:
//   node observe.mjs --bundle ../../models/whosecam-1 --split calibration --out seen.jsonl MANIFEST.jsonl …
// calibrate.py reads it. An existing output is continued.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundle } from '../../dist/bundle/load.js';
import { createRecogniser } from '../../dist/recognise/recognise.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bundle: { type: 'string' }, split: { type: 'string' }, out: { type: 'string' }, threads: { type: 'string', default: '1' } },
});
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const loaded = await loadBundle(values.bundle);
// Everything that might be a camera is looked at closely: thresholds are what calibration is about to choose.
loaded.bundle.decision.readThreshold = 0.004;
const recogniser = await createRecogniser(loaded, { threads: Number(values.threads) });
const done = new Set(existsSync(values.out) ? lines(values.out).map((row) => row.id) : []);
for (const manifest of positionals) {
  for (const row of lines(manifest)) {
    if (row.split !== values.split || !row.image || row.brand === 'unknown' || done.has(row.id)) continue;
    const began = performance.now();
    const bytes = readFileSync(join(dirname(manifest), row.image));
    const { info, observations } = await recogniser.observe(bytes, { maxBytes: 1e8, maxPixels: 5e7 });
    const candidates = observations.map(({ box, score, housing, likeness, lines: read }) => ({
      box: [box.x / info.width, box.y / info.height, box.width / info.width, box.height / info.height],
      sidePx: Math.max(box.width, box.height),
      score,
      logits: housing.logits,
      cameraLogit: housing.cameraLogit,
      occlusion: housing.occlusion,
      embedding: [...housing.embedding].map((value) => Math.round(value * 1e4) / 1e4),
      likeness,
      quality: housing.quality,
      lines: read.map(({ text, confidence, quad, look, match }) => ({ text, confidence, quad, look, match })),
    }));
    const ms = Math.round(performance.now() - began);
    appendFileSync(values.out, JSON.stringify({ id: row.id, manifest, width: info.width, height: info.height, ms, candidates }) + '\n');
  }
}
