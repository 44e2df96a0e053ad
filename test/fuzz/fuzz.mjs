// Mutants of photos, forms, JSON, queries and arguments against the built program.
//   npm run fuzz [-- --count 20000] [--minutes 60] [--seed 1] [--only K] [--keep FOLDER]
// Bounded in count and time. Prints a table by kind, and each finding with its number: `--only` sends that one again. `--keep` writes
// the findings' bytes into a folder. Ends with 1 when anything wasn't answered with a record or a code of the catalogue, took longer
// than 10 s, or when a worker died or the memory passed its bound (run.mjs). Linux only (/proc).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from '../../dist/errors.js';
import { tellChecks } from '../load/parts.mjs';
import { createTally, fuzzCommands, fuzzService, mutantOf } from './run.mjs';
import { makeSeeds } from './seeds.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});

const [count, seed] = [Number(values.count), Number(values.seed)];
const ks = values.only === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(values.only)];
const seeds = await makeSeeds();
const tally = createTally();
const until = performance.now() + Number(values.minutes) * 60_000;
const task = { seed, ks, seeds, codes: new Set(Object.keys(catalogue)), until, tally };
const checks = [...(await fuzzService(task)), ...(await fuzzCommands(task))];

for (const [kind, { count: n, answers, slowestMs }] of tally.kinds) {
  const said = [...answers].sort(([, a], [, b]) => b - a).map(([answer, times]) => `${times} ${answer}`);
  console.log(
    `${kind.padEnd(20)} ${String(n).padStart(6)}  slowest ${String(Math.round(slowestMs)).padStart(5)} ms  ${said.join(', ')}`,
  );
}
for (const finding of tally.findings) {
  console.log(`finding: ${JSON.stringify(finding)}`);
  if (values.keep === undefined) continue;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(path.join(values.keep, `${seed}-${finding.k}`), mutantOf(seed, finding.k, seeds).body);
}
tellChecks([...checks, { holds: tally.findings.length === 0, words: `${tally.findings.length} findings` }]);
