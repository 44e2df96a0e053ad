// A queue of real size, on one machine: makes a folder of photos, has them recognised through a Redis of its own, and prints what came.
//   npm run queue-size -- --photos 2000 --scaling 200 [--side 1600] [--seed 1]
// 1. Cost: CPU of one worker of one thread with the producer and Redis, over that of `classify` alone, on the first photos.
// 2. Scaling: the same photos by one worker, two, two, and one (so that a machine that grows slower doesn't count for either), a core each.
// 3. All photos by four workers, one of them pinned to a core (taskset), killed (SIGKILL) and started again at random moments.
// Ends with 1 when a photo has not exactly one record of its bytes, or another failed than was torn on purpose. It doesn't judge speed:
// other programs on the machine would be judged, too. Needs redis-server and Linux.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makePhotos } from './survey-photos.mjs';

const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '2000' },
    scaling: { type: 'string', default: '200' },
    side: { type: 'string', default: '1600' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.photos);
const few = Math.min(count, Number(values.scaling));
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** One core each; and a busy machine is no reason for a photo to fail. */
const alone = ['--workers', '1', '--threads', '1', '--timeout-ms', '600000'];
const ticksASecond = 100;

/** Numbers from 0 to 1, the same for the same seed (Park and Miller's minimal standard). */
function randomFrom(seed) {
  let state = seed * 7919;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Seconds of CPU that a process has had; undefined once it's gone. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksASecond;
  } catch {
    return undefined;
  }
}

/** Runs a program to its end; its seconds, and those of CPU, looked at every 50 ms. */
async function measured(args) {
  const begun = performance.now();
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let [cpu, said] = [0, ''];
  child.stderr.on('data', (chunk) => (said += chunk));
  const watch = setInterval(() => (cpu = cpuSeconds(child.pid) || cpu), 50);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (![0, 1].includes(code)) throw new Error(`Expected ${args[0]} to finish; it ended with ${code}: ${said}`);
  return { code, cpu, seconds: (performance.now() - begun) / 1000 };
}

/** A worker that has loaded its model. `wrap`: the program that starts it. */
async function startWorker({ photos, redis, wrap = [] }) {
  const words = [
    ...wrap,
    process.execPath,
    main,
    'worker',
    photos,
    '--redis',
    redis,
    '--takeover-seconds',
    '5',
    ...alone,
  ];
  const child = spawn(words[0], words.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  await Promise.race([once(child.stderr, 'data'), ended]);
  child.stderr.resume();
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { child, ended, stop };
}

/** On one core: a worker of one thread decodes beside it, so that a free one would have taken part of the other's core. */
const pinned = (core) => ['taskset', '-c', String(core)];

/** The photos by so many workers, a core each; the CPU of all that took part. */
async function byWorkers(number, { photos, redis, server, output }) {
  rmSync(output, { force: true });
  const cores = Array.from({ length: number }, (_, core) => core);
  const workers = await Promise.all(cores.map((core) => startWorker({ photos, redis, wrap: pinned(core) })));
  const before = cpuSeconds(server.pid);
  const run = await measured(['enqueue', photos, '--output', output, '--redis', redis]);
  const redisCpu = cpuSeconds(server.pid) - before;
  const workerCpu = workers.reduce((sum, { child }) => sum + cpuSeconds(child.pid), 0);
  await Promise.all(workers.map(({ stop }) => stop()));
  return { seconds: run.seconds, producerCpu: run.cpu, redisCpu, workerCpu };
}

const photosIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();

/** Kills the pinned worker at random moments and starts it again, until told to end. */
function keepKilling(options, random) {
  const state = { kills: 0, isOver: false };
  const begun = (async () => {
    const wrap = pinned(0);
    let worker = await startWorker({ ...options, wrap });
    while (!state.isOver) {
      const until = performance.now() + 2000 + 20_000 * random();
      while (!state.isOver && performance.now() < until) await pause(100);
      if (state.isOver) break;
      worker.child.kill('SIGKILL');
      await worker.ended;
      state.kills += 1;
      await pause(3000 * random());
      worker = await startWorker({ ...options, wrap });
    }
    await worker.stop();
  })();
  return async () => {
    state.isOver = true;
    await begun;
    return state.kills;
  };
}

/** What is wrong with a run: nothing when each photo has one record, of its bytes, and only torn ones failed. */
function faultsOf(output, photos) {
  const records = readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const files = photosIn(photos);
  const faults = [];
  if (records.length !== files.length) faults.push(`${records.length} records of ${files.length} photos`);
  const byFile = new Map(records.map((record) => [record.file, record]));
  for (const file of files) {
    const record = byFile.get(file);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (record?.sha256 !== sha256) faults.push(`no record of the bytes of ${file}`);
    else if (record.status === 'failed' && record.error.code !== 'unreadable')
      faults.push(`${file}: ${record.error.code}`);
  }
  return { faults, failed: records.filter(({ status }) => status === 'failed').length };
}

const say = (what, value) => console.log(`${what.padEnd(34)} ${value}`);
const sum = (runs, pick) => runs.reduce((all, one) => all + pick(one), 0);

async function costAndScaling(options) {
  const { photos, output } = options;
  const classified = await measured(['classify', photos, '--output', output, '--format', 'jsonl', ...alone]);
  const [one, two, twoAgain, oneAgain] = [
    await byWorkers(1, options),
    await byWorkers(2, options),
    await byWorkers(2, options),
    await byWorkers(1, options),
  ];
  rmSync(output, { force: true });
  const classifiedAgain = await measured(['classify', photos, '--output', output, '--format', 'jsonl', ...alone]);
  const base = (classified.cpu + classifiedAgain.cpu) / 2;
  const parts = ['producerCpu', 'redisCpu', 'workerCpu'].map((part) => sum([one, oneAgain], (run) => run[part]) / 2);
  const ms = (seconds) => `${((seconds * 1000) / few).toFixed(1)} ms`;
  say(
    'classify alone: CPU a photo',
    `${ms(classified.cpu)}, ${ms(classifiedAgain.cpu)} (n = ${few}, before and after)`,
  );
  say('producer, Redis: CPU a photo', `${ms(parts[0])}, ${ms(parts[1])}`);
  say('worker: CPU a photo', ms(parts[2]));
  say('  of recognition: producer + Redis', `${((100 * (parts[0] + parts[1])) / base).toFixed(2)} %`);
  say('  of recognition: all that is more', `${((100 * (sum(parts, (cpu) => cpu) - base)) / base).toFixed(2)} %`);
  say('one worker: seconds', `${one.seconds.toFixed(1)}, ${oneAgain.seconds.toFixed(1)}`);
  say('two workers: seconds', `${two.seconds.toFixed(1)}, ${twoAgain.seconds.toFixed(1)}`);
  say('  times as fast', ((one.seconds + oneAgain.seconds) / (two.seconds + twoAgain.seconds)).toFixed(2));
}

async function killedAndRestarted(options) {
  const { photos, redis, output } = options;
  const workers = await Promise.all(Array.from({ length: 3 }, () => startWorker(options)));
  const endKilling = keepKilling(options, randomFrom(Number(values.seed)));
  const run = await measured(['enqueue', photos, '--output', output, '--redis', redis]);
  const kills = await endKilling();
  await Promise.all(workers.map(({ stop }) => stop()));
  const { faults, failed } = faultsOf(output, photos);
  say('four workers, one killed: kills', kills);
  say('  seconds, photos a second', `${run.seconds.toFixed(0)}, ${(count / run.seconds).toFixed(2)}`);
  say('  photos, failed, faults', `${count}, ${failed}, ${faults.length}`);
  for (const fault of faults.slice(0, 10)) console.log(`    ${fault}`);
  return faults.length === 0;
}

const folder = mkdtempSync(path.join(tmpdir(), 'whosecam-queue-size-'));
const [photos, some] = ['photos', 'some'].map((name) => path.join(folder, name));
const port = await freePort();
const redis = `redis://127.0.0.1:${port}`;
const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
  stdio: 'ignore',
});
try {
  await makePhotos(photos, { count, side: Number(values.side) });
  mkdirSync(some);
  for (const [i, file] of photosIn(photos).slice(0, few).entries()) copyFileSync(file, path.join(some, `${i}.jpg`));
  if (few > 0) await costAndScaling({ photos: some, redis, server, output: path.join(folder, 'some.jsonl') });
  const isWell = await killedAndRestarted({ photos, redis, output: path.join(folder, 'run.jsonl') });
  process.exitCode = isWell ? 0 : 1;
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
