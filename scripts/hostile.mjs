// Runs every file of a folder through the built program, one process for all, and tells for each file what came of it.
//   node scripts/hostile.mjs FOLDER [more flags of classify]
// Ends with 1 when a file got no record, took longer than 10 s, the process died, or its memory (on Linux) passed 1 GB.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { memoryMib } from './memory.mjs';

const mostMs = 10_000;
const mostMb = 1000;
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Expected a folder; received none');
  process.exit(2);
}

// Named one by one: in a folder only files with a photo's ending are taken.
const files = readdirSync(folder)
  .sort()
  .map((name) => path.join(folder, name));
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const started = performance.now();
const child = spawn(process.execPath, [main, 'classify', '--format', 'jsonl', ...flags, ...files], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));

let peak = NaN;
let slow = 0;
const seen = new Set();
const tally = new Map();
const watch = setInterval(() => (peak = memoryMib(child.pid, 'VmHWM') ?? peak), 100);

for await (const line of createInterface({ input: child.stdout })) {
  const record = JSON.parse(line);
  const code = record.status === 'failed' ? record.error.code : record.verdict.kind;
  seen.add(record.file);
  tally.set(code, (tally.get(code) ?? 0) + 1);
  // A photo that's ended at the limit takes a little more than the limit.
  if (record.elapsedMs > mostMs + 500) slow += 1;
  peak = memoryMib(child.pid, 'VmHWM') ?? peak;
  console.log(`${path.basename(record.file).padEnd(44)} ${code.padEnd(20)} ${String(record.elapsedMs).padStart(6)} ms`);
}

const code = await exited;
clearInterval(watch);
const missing = files.filter((file) => !seen.has(path.normalize(file).split(path.sep).join('/')));
console.log([...tally].map(([name, count]) => `${count} ${name}`).join(', '));
console.log(
  `${files.length} files, ${missing.length} without a record, ${slow} slower than ${mostMs} ms, exit code ${code}`,
);
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all, peak memory ${peak.toFixed(0)} MB`);
for (const file of missing) console.log(`no record: ${path.basename(file)}`);
process.exitCode = missing.length > 0 || slow > 0 || peak > mostMb || ![0, 1].includes(code) ? 1 : 0;
