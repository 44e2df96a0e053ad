// Where a shop's text lies on pictures of one source: reads the whole picture, whatever stands on it, and keeps the lines
// that match a pattern. watermarks.py covers them. About a second a picture; look at what it found.
//   node find_text.mjs --bundle ../../models/whosecam-1 --data DATA --split test --source mithunrana/own-hikvisionbd \
//     --pattern 'help|info|^.?tech\W*$' >> ../watermarks.jsonl
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundle } from '../../dist/bundle/load.js';
import { decode } from '../../dist/image/decode.js';
import { openSession } from '../../dist/inference/session.js';
import { createWordmarkReader } from '../../dist/recognise/wordmark/read.js';

const options = Object.fromEntries(['bundle', 'data', 'split', 'source', 'pattern'].map((name) => [name, { type: 'string' }]));
const { values } = parseArgs({ options });
const { bundle, bytes } = await loadBundle(values.bundle);
const sessions = {
  textDetector: await openSession(bytes.textDetector, { threads: 1 }),
  textReader: await openSession(bytes.textReader, { threads: 1 }),
};
// The reader stops at the first name: with a name that nobody bears it looks at every size.
const nobody = { name: 'nobody', spellings: ['QQQQQQQQQQ'], brand: null, family: null };
const lexicon = { ...bundle.lexicon, entries: [nobody], words: [], modelNumbers: [] };
const reader = createWordmarkReader(sessions, { ...bundle, textDetector: { ...bundle.textDetector, context: 0 }, lexicon });
const pattern = new RegExp(values.pattern, 'i');

for (const line of readFileSync(join(values.data, 'manifest.jsonl'), 'utf8').split('\n').filter(Boolean)) {
  const row = JSON.parse(line);
  if (row.split !== values.split || row.source !== values.source || !row.image) continue;
  const { raster } = await decode(readFileSync(join(values.data, row.image)), { maxBytes: 1e8, maxPixels: 5e7 });
  const { width, height } = raster;
  const lines = (await reader.read(raster, { x: 0, y: 0, width, height })).filter(({ text }) => pattern.test(text.replaceAll(' ', '')));
  const boxes = lines.map(({ box }) => [box.x / width, box.y / height, box.width / width, box.height / height].map((v) => Number(v.toFixed(4))));
  if (boxes.length > 0) console.log(JSON.stringify({ id: row.id, split: row.split, text: lines.map(({ text }) => text), boxes }));
}
