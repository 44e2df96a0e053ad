/** whosecam beside Python, beside plain Node and beside what nothing can beat: see README.md. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cores, floor, modelNames, plain, python, whosecam } from './contenders.mjs';
import { loadBundle, defaultBundleFolder } from '../dist/bundle/load.js';
import { createRecogniser } from '../dist/recognise/recognise.js';
import { anyPhoto, readPhotos } from './photos.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = path.join(root, 'dist/main.js');
const { values } = parseArgs({
  options: {
    photos: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    starts: { type: 'string', default: '5' },
    python: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);

const medianOf = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
const sumOf = (list) => list.reduce((sum, value) => sum + value, 0);

/** Which models whosecam runs on each photo, in their order, and on what shapes. */
async function plansOf(loaded, photos) {
  const heard = [];
  const onRun = (model, { dims }) => heard.push({ model, dims: [...dims] });
  const recogniser = await createRecogniser(loaded, { threads: 1, onRun });
  const plans = [];
  for (const photo of photos) {
    heard.length = 0;
    await recogniser.recognise(photo, anyPhoto);
    plans.push([...heard]);
  }
  return plans;
}

async function timed(step) {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const told = await step();
  const { user, system } = process.cpuUsage(cpu);
  return told ?? { ms: performance.now() - wall, cpuMs: (user + system) / 1000 };
}

/** Every contender on every photo, one after the other, so that what disturbs one disturbs all. */
async function photoByPhoto(contenders, photos) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const i of photos.keys()) {
      for (const [name, recognise] of Object.entries(contenders)) {
        const time = await timed(() => recognise(i));
        // The round before the first warms up.
        if (round >= 0) times[name].push(time);
      }
    }
  }
  return times;
}

/** All photos at once through all workers, between passes of Python's; photos a second. */
async function allCores(pool, py, photos) {
  const pass = async (run) => {
    const before = performance.now();
    await run();
    return (photos.length / (performance.now() - before)) * 1000;
  };
  const [ours, theirs] = [[], []];
  const everyOne = [...photos.keys()];
  await pass(() => Promise.all(everyOne.map(pool.recognise)));
  for (let round = 0; round < rounds; round++) {
    ours.push(await pass(() => Promise.all(everyOne.map(pool.recognise))));
    if (!py) continue;
    theirs.push(
      await pass(async () => {
        for (const i of everyOne) await py.recognise(i);
      }),
    );
  }
  return { ours, theirs };
}

/** Seconds from the program's start to its first record on stdout, and of an empty Node program beside it. */
async function coldStarts(photo) {
  const [starts, empty] = [[], []];
  for (let i = 0; i < Number(values.starts); i++) {
    let before = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    empty.push((performance.now() - before) / 1000);
    before = performance.now();
    const child = spawn(process.execPath, [main, 'classify', photo, '--format', 'jsonl', '--workers', '1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    starts.push((performance.now() - before) / 1000);
    if (child.exitCode === null) await once(child, 'exit');
  }
  return { starts, empty };
}

const photos = await readPhotos(values.photos);
const loaded = await loadBundle(defaultBundleFolder());
const fileOf = (name) => path.join(loaded.folder, loaded.bundle.files[name].path);
const files = Object.fromEntries(modelNames.map((name) => [name, fileOf(name)]));
const plans = await plansOf(loaded, photos);
const one = await whosecam({ photos, workers: 1 });
const py = values.python && (await python({ files, photos, plans, interpreter: values.python }));
const times = await photoByPhoto(
  {
    floor: await floor({ files, photos, plans }),
    whosecam: one.recognise,
    plain: await plain({ files, photos, plans }),
    ...(py ? { python: py.recognise } : {}),
  },
  photos,
);
await one.close();
const all = await whosecam({ photos, workers: cores });
const throughput = await allCores(all, py, photos);
await all.close();
if (py) py.close();
const starts = await coldStarts(path.join(root, 'fixtures/photos/001-hikvision-bullet-brick.jpg'));
const benchJson = execFileSync(process.execPath, [main, 'bench', '--json', '--workers', '1'], { encoding: 'utf8' });
tell({ photos, plans, times, throughput, starts, alone: JSON.parse(benchJson).alone });

/** Medians and means by contender. */
function figuresOf(times) {
  const of = (list) => ({
    n: list.length,
    p50Ms: medianOf(list.map(({ ms }) => ms)),
    meanMs: sumOf(list.map(({ ms }) => ms)) / list.length,
    meanCpuMs: sumOf(list.map(({ cpuMs }) => cpuMs)) / list.length,
  });
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, of(list)]));
}

/** What was aimed at: name, figure, target, n. */
function targetsOf({ floor: least, whosecam: ours, python: theirs }, throughput, { starts, empty }, alone) {
  const beside = throughput.theirs.map((value, i) => throughput.ours[i] / value);
  return [
    ['throughput / floor (wall)', least.meanMs / ours.meanMs, 'at least 0.85', ours.n],
    ['throughput / floor (CPU)', least.meanCpuMs / ours.meanCpuMs, 'at least 0.85', ours.n],
    ['throughput / python, all cores', medianOf(beside), 'at least 2.5', beside.length],
    ['CPU of python / CPU of whosecam', theirs && theirs.meanCpuMs / ours.meanCpuMs, '', ours.n],
    ['p50 latency / floor', ours.p50Ms / least.p50Ms, 'at most 1.25', ours.n],
    ['cold start to first answer, s', medianOf(starts), 'at most 1.5', starts.length],
    ['  of it an empty Node program, s', medianOf(empty), '', empty.length],
    ['most memory, one worker, MiB', alone.peakRssMb, 'at most 300', 1],
    ['idle CPU, % of a core', 100 * alone.idle.share, 'under 0.5', 1],
  ].filter(([, value]) => value !== undefined);
}

function tell({ photos, plans, times, throughput, starts, alone }) {
  const countOf = (name) => plans.flat().filter(({ model }) => model === name).length;
  const runs = Object.fromEntries(modelNames.map((name) => [name, countOf(name)]));
  const figures = figuresOf(times);
  const targets = targetsOf(figures, throughput, starts, alone);
  if (values.json) {
    const all = { cores, photos: photos.length, rounds, runs, figures, throughput, targets, alone };
    console.log(JSON.stringify(all, null, 2));
    return;
  }
  console.log(`${photos.length} photos, ${rounds} rounds, ${cores} cores; runs in a round: ${JSON.stringify(runs)}\n`);
  for (const [name, { n, p50Ms, meanMs, meanCpuMs }] of Object.entries(figures)) {
    const [p50, mean, cpu] = [p50Ms, meanMs, meanCpuMs].map((ms) => ms.toFixed(0).padStart(6));
    console.log(`${name.padEnd(10)} p50 ${p50} ms  mean ${mean} ms  CPU ${cpu} ms  n ${n}`);
  }
  const perSecond = [
    [`whosecam, ${cores} workers`, throughput.ours],
    ['python, all cores', throughput.theirs],
  ];
  for (const [name, list] of perSecond.filter(([, list]) => list.length > 0)) {
    console.log(`${name.padEnd(34)} ${medianOf(list).toFixed(2).padStart(8)}  photos/s       n ${list.length}`);
  }
  console.log('');
  for (const [name, value, target, n] of targets) {
    console.log(`${name.padEnd(34)} ${value.toFixed(2).padStart(8)}  ${target.padEnd(14)} n ${n}`);
  }
}
