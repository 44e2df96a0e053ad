// Reads the same marks, reduced to several letter heights, with the bundle's reader and with another one (PP-OCR's):
//   node compare_readers.mjs --bundle ../../models/whosecam-1 --other ppocr.onnx --alphabet alphabet.txt --data DATA lines.jsonl …
// lines.jsonl as ../lines.jsonl, of validation. Prints by letter height how many names either reads right and wrong, and the time a line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadBundle } from '../../dist/bundle/load.js';
import { warpQuad } from '../../dist/image/warp.js';
import { toTensor } from '../../dist/image/tensor.js';
import { openSession } from '../../dist/inference/session.js';
import { decodeCtc } from '../../dist/recognise/wordmark/ctc.js';
import { matchLexicon, spotLexicon } from '../../dist/recognise/wordmark/lexicon.js';
import { lookOf, nameOf } from '../../dist/recognise/wordmark/look.js';
import { foldSteps } from '../../dist/recognise/wordmark/spot.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bundle: { type: 'string' }, other: { type: 'string' }, alphabet: { type: 'string' }, data: { type: 'string' } },
});
const heights = [4, 5, 6, 8, 10, 12, 16];
const lettersShare = 0.7; // of the line's height: the finder's lines reach past the letters
const { bundle, bytes } = await loadBundle(values.bundle);
const ours = await openSession(bytes.textReader, { threads: 1 });
const other = await openSession(readFileSync(values.other), { threads: 1 });
const alphabet = readFileSync(values.alphabet, 'utf8').replace(/\n$/, '');
// PP-OCR reads the drawn ring of the dahua logo in these ways; our reader spells the name.
const withLogo = { ...bundle.lexicon, entries: bundle.lexicon.entries.map((one) => (one.name === 'dahua' ? { ...one, spellings: ['DAHUA', 'ALHUA', 'ATHUA', 'AIHUA'] } : one)) };

async function readOurs(raster, quad) {
  const { width, height, pixels, alphabet: letters, names } = bundle.textReader;
  const began = performance.now();
  const [steps, looks] = await ours.run({ data: toTensor(warpQuad(raster, quad, { width, height }), pixels), dims: [1, 3, height, width] });
  const ms = performance.now() - began;
  const { text, confidence } = decodeCtc(steps.data, letters);
  const match = matchLexicon(text, bundle.lexicon) ?? spotLexicon(foldSteps(steps.data, letters), bundle.lexicon);
  return { ms, name: nameOf({ match, confidence }, lookOf(looks.data, names), names, bundle.lexicon) };
}

async function readOther(raster, quad) {
  const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
  const natural = Math.round((1.3 * 48 * distance(quad[0], quad[1])) / Math.max(1, distance(quad[0], quad[3])));
  const size = { width: Math.min(Math.max(natural, 48), 640), height: 48 };
  const began = performance.now();
  const pixels = { channels: 'BGR', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] };
  const [steps] = await other.run({ data: toTensor(warpQuad(raster, quad, size), pixels), dims: [1, 3, size.height, size.width] });
  const ms = performance.now() - began;
  const { text, confidence } = decodeCtc(steps.data, alphabet);
  const match = confidence < 0.5 ? null : (matchLexicon(text, withLogo) ?? spotLexicon(foldSteps(steps.data, alphabet), withLogo));
  return { ms, name: match?.kind === 'name' ? { ...match, score: confidence * match.similarity } : null };
}

const tally = {};
for (const file of positionals) {
  for (const row of readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))) {
    for (const { quad: corners, name, sim } of row.lines) {
      const quad = corners.map(([x, y]) => ({ x, y }));
      const tall = Math.hypot(quad[3].x - quad[0].x, quad[3].y - quad[0].y) * lettersShare;
      if (!name || sim < 0.78) continue;
      const bytesOf = readFileSync(join(values.data, row.file));
      const flat = await sharp(bytesOf).flatten({ background: { r: 128, g: 134, b: 140 } }).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
      for (const height of heights) {
        const scale = height / tall;
        if (scale > 0.8) continue; // a mark that is hardly reduced was chosen because a reader had read it at this size
        const small = await sharp(flat.data, { raw: flat.info }).resize({ width: Math.round(row.width * scale) }).raw().toBuffer({ resolveWithObject: true });
        const raster = { data: new Uint8Array(small.data), width: small.info.width, height: small.info.height };
        const reduced = quad.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
        const kind = name === 'hikvision' || name === 'dahua' ? name : 'other makers';
        for (const [reader, read] of [['ours', readOurs], ['other', readOther]]) {
          const { ms, name: got } = await read(raster, reduced);
          const cell = ((tally[kind] ??= {})[height] ??= {})[reader] ??= { n: 0, right: 0, wrong: 0, wrongBrand: 0, ms: 0 };
          cell.n += 1;
          cell.ms += ms;
          const counts = got && got.score >= 0.45;
          if (counts && got.name === name) cell.right += 1;
          else if (counts) cell.wrong += 1;
          if (counts && got.brand && got.name !== name) cell.wrongBrand += 1;
        }
      }
    }
  }
}
for (const [kind, byHeight] of Object.entries(tally)) {
  for (const [height, cells] of Object.entries(byHeight)) {
    const text = Object.entries(cells).map(([reader, c]) => `${reader} ${c.right}/${c.n} right, ${c.wrong} wrong (${c.wrongBrand} brand), ${(c.ms / c.n).toFixed(1)} ms`);
    console.log(kind, `${height} px:`, text.join('; '));
  }
}
