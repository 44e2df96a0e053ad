// Writes models/whosecam-1/golden.json from the pictures of fixtures/photos, and its hash into bundle.json:
//   npm run golden
// Run it when the weights or the way to the tensors have changed on purpose, on the machine that the model was measured on.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTracer } from '../dist/cli/trace.js';
import { defaultBundleFolder, loadBundle } from '../dist/bundle/load.js';

const pictures = 10;
const positionsEach = 32;
// Float sums differ by machine in the fifth place, decoders by a grey level; a wrong resampler or channel order by tenths.
const tolerance = { tensor: 0.03, logits: 0.03 };

/** The same spread of positions every time: steps of the golden ratio. */
const spread = (length) =>
  Array.from({ length: Math.min(positionsEach, length) }, (_, i) =>
    Math.floor((((i + 1) * 0.6180339887) % 1) * length),
  );
/** Positions of the largest values (a detector's scores: every fifth value), where the answer stands. */
const peaks = (data, model) =>
  [...data.keys()]
    .filter((i) => model !== 'detector' || i % 5 === 4)
    .sort((a, b) => data[b] - data[a])
    .slice(0, 8);
const rounded = (value) => Number(value.toPrecision(7));

const folder = defaultBundleFolder();
const tracePhoto = await openTracer(await loadBundle(folder));
const files = readdirSync('fixtures/photos')
  .filter((name) => name.endsWith('.jpg'))
  .sort();
const step = Math.max(1, Math.floor(files.length / pictures));
const vectors = [];
for (const name of files.filter((_, i) => i % step === 0).slice(0, pictures)) {
  const file = `fixtures/photos/${name}`;
  const trace = await tracePhoto(readFileSync(file));
  for (const [model, { tensor, outputs }] of Object.entries(trace)) {
    const positions = spread(tensor.data.length);
    vectors.push({
      file,
      model,
      dims: [...tensor.dims],
      positions,
      tensorValues: positions.map((at) => rounded(tensor.data[at])),
      outputs: outputs.map(({ dims, data }) => {
        const at = [...new Set([...spread(data.length), ...peaks(data, model)])];
        return { dims: [...dims], positions: at, values: at.map((i) => rounded(data[i])) };
      }),
    });
  }
}
const golden = JSON.stringify({ schema: 'whosecam.golden/1', tolerance, vectors }, null, 1) + '\n';
writeFileSync(join(folder, 'golden.json'), golden);
const bundle = JSON.parse(readFileSync(join(folder, 'bundle.json'), 'utf8'));
const sha256 = createHash('sha256').update(golden).digest('hex');
bundle.files.golden = { path: 'golden.json', sha256, bytes: Buffer.byteLength(golden) };
const facts = JSON.stringify(bundle, null, 2) + '\n';
writeFileSync(join(folder, 'bundle.json'), facts);
writeFileSync(join(folder, 'SHA256SUMS'), `${createHash('sha256').update(facts).digest('hex')}  bundle.json\n`);
console.log(`${vectors.length} vectors of ${new Set(vectors.map(({ file }) => file)).size} pictures`);
