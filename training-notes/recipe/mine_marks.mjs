// Finds what the reader takes for a brand's mark where there is none, on train pictures at several sizes:
//   npm run build, then node mine_marks.mjs --bundle ../../models/whosecam-1 --data DATA --part 0/1 --out ../mark-negatives.jsonl
// A line is kept when a brand is named that the picture isn't labelled with. About six minutes on one core.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadBundle } from '../../dist/bundle/load.js';
import { openSession } from '../../dist/inference/session.js';
import { createWordmarkReader } from '../../dist/recognise/wordmark/read.js';

const { values } = parseArgs({ options: { bundle: { type: 'string' }, data: { type: 'string' }, notes: { type: 'string', default: '..' }, part: { type: 'string', default: '0/1' }, out: { type: 'string' } } });
const sides = [110, 170, 270, 450, 760];
const leastScore = 0.2;
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const { bundle, bytes } = await loadBundle(values.bundle);
bundle.lexicon.minScore = leastScore;
bundle.lexicon.minScoreLead = 0;
const sessions = { textDetector: await openSession(bytes.textDetector, { threads: 1 }), textReader: await openSession(bytes.textReader, { threads: 1 }) };
const reader = createWordmarkReader(sessions, bundle);
const rows = new Map(lines(join(values.data, 'manifest.jsonl')).filter(({ split }) => split === 'train').map((row) => [row.id, row]));
for (const fix of lines(join(values.notes, 'label-fixes.jsonl'))) if (rows.has(fix.id)) rows.get(fix.id)[fix.field] = fix.new;
const boxes = new Map(lines(join(values.notes, 'hard-negatives.jsonl')).map((row) => [row.id, row.boxes]));
const [part, parts] = values.part.split('/').map(Number);

for (const [i, row] of [...rows.values()].entries()) {
  const isPlace = row.brand === 'none' && row.scene === 'in-situ';
  const file = row.cutout ?? row.image;
  if (i % parts !== part || !file || row.brand === 'unknown' || (isPlace && !boxes.has(row.id))) continue;
  const flat = await sharp(readFileSync(join(values.data, file))).flatten({ background: { r: 128, g: 134, b: 140 } }).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = flat.info;
  const areas = isPlace ? boxes.get(row.id).slice(0, 3).map(([x, y, w, h]) => ({ x: x * width, y: y * height, width: w * width, height: h * height })) : [{ x: 0, y: 0, width, height }];
  for (const area of areas) {
    for (const side of sides) {
      const scale = side / Math.max(area.width, area.height);
      if (scale > 1.2) continue;
      const small = await sharp(flat.data, { raw: flat.info }).resize({ width: Math.max(8, Math.round(width * scale)) }).raw().toBuffer({ resolveWithObject: true });
      const raster = { data: new Uint8Array(small.data), width: small.info.width, height: small.info.height };
      const found = await reader.read(raster, { x: area.x * scale, y: area.y * scale, width: area.width * scale, height: area.height * scale });
      const false_ = found.filter(({ match }) => match?.brand && match.kind === 'name' && match.brand !== row.brand);
      for (const { quad, match, text } of false_) {
        const corners = quad.map(({ x, y }) => [+(x / scale).toFixed(1), +(y / scale).toFixed(1)]);
        appendFileSync(values.out, JSON.stringify({ id: row.id, file, brand: row.brand, said: match.name, score: +match.score.toFixed(3), text, linePx: +(Math.hypot(quad[3].x - quad[0].x, quad[3].y - quad[0].y)).toFixed(1), quad: corners }) + '\n');
      }
    }
  }
}
