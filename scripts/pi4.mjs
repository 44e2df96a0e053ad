/**
 * Does the arm64 build answer as this machine does? Runs `verify` and `classify` in both and compares the answers.
 *
 *   node scripts/pi4.mjs --folder DIR [--photos NAME,NAME…] [--skip-verify] -- EMULATOR [ARGS…]
 *
 * EMULATOR is whatever runs `EMULATOR ARGS… DIR SCRIPT SCRIPT-ARGS…` with an arm64 node, or on a real Raspberry Pi by ssh; DIR
 * has the arm64 packages in DIR/node_modules, and gets this project's built program, model and fixtures. An emulator
 * proves that it runs and what it answers, never how fast. Exit code 1 when anything differs.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Numbers of a record may differ by this much: the tolerance of golden vectors' outputs, as probabilities. */
const tolerance = 0.01;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals: emulator } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' }, photos: { type: 'string' }, 'skip-verify': { type: 'boolean' } },
});
if (values.folder === undefined || emulator.length === 0) {
  console.error('usage: node scripts/pi4.mjs --folder DIR [--photos NAME,NAME…] [--skip-verify] -- EMULATOR [ARGS…]');
  process.exit(2);
}
const folder = path.resolve(values.folder);
for (const name of ['dist', 'models/whosecam-1', 'fixtures/photos', 'fixtures/difficulty', 'package.json']) {
  cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

/** No photo may fail for want of time: emulation is slow. */
const slow = ['--workers', '1', '--threads', '1', '--timeout-ms', '3600000'];

function run(command, args, cwd) {
  const startedAt = Date.now();
  const { status, signal, stdout, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw error;
  console.error(`${path.basename(command)}: ${status ?? signal}, ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return { status, signal, stdout };
}
const here = (...args) => run(process.execPath, [path.join(root, 'dist/main.js'), ...args], root);
const there = (...args) =>
  run(emulator[0], [...emulator.slice(1), folder, path.join(folder, 'dist/main.js'), ...args], folder);

/** Places where two values differ: words and counts to the letter, numbers within the tolerance. */
function differences(a, b, at) {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance ? [] : [`${at}: ${a} / ${b}`];
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
    return a === b ? [] : [`${at}: ${JSON.stringify(a)} / ${JSON.stringify(b)}`];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => (key === 'elapsedMs' ? [] : differences(a[key], b[key], `${at}.${key}`)));
}

const photos =
  values.photos?.split(',') ??
  ['photos', 'difficulty'].flatMap((part) =>
    readdirSync(path.join(root, 'fixtures', part))
      .filter((name) => /\.(jpe?g|heic|png|webp|avif|tiff?)$/.test(name))
      .map((name) => `fixtures/${part}/${name}`),
  );
const missing = photos.filter((photo) => !existsSync(path.join(root, photo)));
if (missing.length > 0) throw new Error(`Expected photos under ${root}; not there: ${missing.join(', ')}`);
const problems = [];
if (values['skip-verify'] !== true) {
  const { status, signal, stdout } = there('verify');
  process.stdout.write(stdout);
  if (status !== 0) problems.push(`verify: ${status ?? signal}`);
}
const [x, arm] = [here, there].map((where) => where('classify', ...photos, '--format', 'jsonl', ...slow));
const lines = ({ stdout }) =>
  stdout
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const [ours, theirs] = [lines(x), lines(arm)];
if (x.status !== arm.status) problems.push(`classify: ${x.status} here, ${arm.status ?? arm.signal} there`);
if (ours.length !== theirs.length) problems.push(`classify: ${ours.length} records here, ${theirs.length} there`);
ours.forEach((record, i) => problems.push(...differences(record, theirs[i] ?? null, record.file)));
console.log(`${ours.length} photos compared, ${problems.length} differences (numbers within ${tolerance})`);
for (const problem of problems) console.log(`  ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);
