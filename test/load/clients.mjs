// Many clients that post 12 megapixel photos to the built program, each the next one as soon as it has its answer:
//   node test/load/clients.mjs [--clients 50] [--seconds 180] [--photo fixtures/photos/001-hikvision-bullet-brick.jpg]
// Holds the service to three things, prints the figures, and exits with 1 when one of them isn't so:
//   - no answer but 200, and 503 and 429 where it has too much to do; no broken connection; at least one 200
//   - memory is flat after warm-up (the first third): a line through the rest grows by less than 5 % of its mean
//   - /livez is answered within 100 ms in 99 of 100 cases
// The machine should have nothing else to do: it's the service's own delays that are wanted. Three minutes are needed to judge memory.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { lineThrough, serveForLoad, tellChecks } from './parts.mjs';

const mostGrowth = 0.05;
const mostLivezMs = 100;

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

const server = await serveForLoad();
const { url } = server;

const startedAt = performance.now();
const elapsedS = () => (performance.now() - startedAt) / 1000;
const byStatus = new Map();
const broken = new Map();
const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

async function client() {
  while (elapsedS() < seconds) {
    try {
      const answer = await fetch(`${url}/v1/classify`, { method: 'POST', body: photo });
      await answer.arrayBuffer();
      count(byStatus, answer.status);
      // A polite client waits as long as Retry-After says; these are less polite.
      if (answer.status !== 200) await pause(200);
    } catch (error) {
      count(broken, error.cause?.code ?? error.message);
      await pause(200);
    }
  }
}

async function watchLiveness() {
  const [times] = await once(
    new Worker(new URL('./liveness.mjs', import.meta.url), { workerData: { url, seconds } }),
    'message',
  );
  return times.sort((a, b) => a - b);
}

/** Resident memory each second, MiB. */
async function watchMemory() {
  const samples = [];
  while (elapsedS() < seconds) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const bytes = Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1]);
    samples.push({ atS: elapsedS(), mib: bytes / 2 ** 20 });
    await pause(1000);
  }
  return samples;
}

console.log(`${clients} clients, ${seconds} s, photos of ${Math.round(photo.size / 1024)} KiB`);
const [livez, memory] = await Promise.all([watchLiveness(), watchMemory(), ...Array.from({ length: clients }, client)]);
const exitCode = await server.stop();

const percentile = (share) => livez[Math.ceil(livez.length * share) - 1];
const { perS, mib, growth } = lineThrough(memory.filter(({ atS }) => atS > seconds / 3));
const most = Math.max(...memory.map((one) => one.mib));
const answers = [...byStatus].map(([status, n]) => `${n} x ${status}`).join(', ');
const breaks = [...broken].map(([code, n]) => `${n} x ${code}`).join(', ');

tellChecks([
  {
    holds: broken.size === 0 && byStatus.has(200) && [...byStatus.keys()].every((one) => [200, 429, 503].includes(one)),
    words: `answers: ${answers || 'none'}; broken: ${breaks || 'none'}`,
  },
  {
    holds: growth < mostGrowth * mib,
    words: `memory after warm-up: ${mib.toFixed(0)} MiB (most: ${most.toFixed(0)}), ${(perS * 60).toFixed(1)} MiB a minute`,
  },
  {
    holds: percentile(0.99) < mostLivezMs,
    words: `/livez: p50 ${percentile(0.5).toFixed(1)} ms, p99 ${percentile(0.99).toFixed(1)} ms of ${livez.length}`,
  },
  { holds: exitCode === 0, words: `ended with ${exitCode}` },
]);
