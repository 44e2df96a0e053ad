// Many clients that post 12 megapixel photos to the built program, each the next one as soon as it has its answer:
//   node test/load/clients.mjs [--clients 50] [--seconds 180] [--photo fixtures/photos/001-hikvision-bullet-brick.jpg]
// Prints a line of memory every tenth of the time, then answers by status, and the 50th and 99th percentile of /livez.
// Exits with 1 when an answer was neither 200 nor 503, or when a connection broke.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '180' },
    photo: { type: 'string', default: 'fixtures/photos/001-hikvision-bullet-brick.jpg' },
  },
});
const [clients, seconds] = [Number(values.clients), Number(values.seconds)];

const photo = new Blob(
  [await sharp(readFileSync(values.photo)).resize(4000, 3000, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer()],
  { type: 'image/jpeg' },
);

// One address makes all the requests here, so that its rate isn't limited.
const server = spawn(process.execPath, ['dist/main.js', 'serve', '--port', '0', '--rate-limit', '0']);
const url = await new Promise((resolve) => {
  server.stderr.on('data', (chunk) => {
    const found = /listens on (\S+)/.exec(chunk);
    if (found) resolve(found[1]);
  });
});

const until = performance.now() + seconds * 1000;
const byStatus = new Map();
const livezMs = [];
const count = (key) => byStatus.set(key, (byStatus.get(key) ?? 0) + 1);

async function client() {
  while (performance.now() < until) {
    const answer = await fetch(`${url}/v1/classify`, { method: 'POST', body: photo }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    count(answer?.status ?? 'broken');
    // A polite client waits as long as Retry-After says; these are less polite.
    if (answer?.status !== 200) await pause(200);
  }
}

async function watchLiveness() {
  while (performance.now() < until) {
    const before = performance.now();
    await (await fetch(`${url}/livez`)).arrayBuffer();
    livezMs.push(performance.now() - before);
    await pause(100);
  }
}

async function watchMemory() {
  for (let tenth = 1; tenth <= 10; tenth++) {
    await pause((seconds * 1000) / 10);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const bytes = Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1]);
    console.log(`${Math.round((tenth * seconds) / 10)} s: ${Math.round(bytes / 2 ** 20)} MiB resident`);
  }
}

console.log(`${clients} clients, ${seconds} s, photos of ${Math.round(photo.size / 1024)} KiB`);
await Promise.all([...Array.from({ length: clients }, client), watchLiveness(), watchMemory()]);
server.kill('SIGTERM');
await once(server, 'exit');

const sorted = livezMs.sort((a, b) => a - b);
const percentile = (share) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
for (const [status, n] of byStatus) console.log(`${status}: ${n}`);
console.log(`/livez: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms of ${sorted.length}`);
process.exitCode = [...byStatus.keys()].every((status) => status === 200 || status === 503) ? 0 : 1;
