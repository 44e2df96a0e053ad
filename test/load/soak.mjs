// Hours of mixed traffic against the built program: good, bad, slow and broken clients, each resting between its requests.
//   npm run soak [-- --minutes 120] [--requests 200000] [--rest 1]
// Bounded in time and in requests; `--rest 2` makes clients rest twice as long. Linux only (/proc). Prints a line a minute, holds the
// service to these, and exits with 1 when one of them isn't so:
//   - every client is answered as it should be: good photos as at the start, to the last digit; bad and slow ones with their code
//   - a fixed set of photos is answered at the end as at the start
//   - when all is quiet again, no more file descriptors are open than before
//   - memory after warm-up (a quarter of the time, 30 minutes at most) grows by less than 1 MB an hour; in a run too short to tell
//     that, it stays under a bound and doesn't go up from third to third (soak-judge.mjs)
//   - it ends with 0 when it's told to stop
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { serveForLoad, tellChecks } from './parts.mjs';
import { askRecord, badClient, brokenClient, goodClient, lookingClient, saidOf, slowClient } from './soak-clients.mjs';
import { cpuSeconds, judgeMemory, look } from './soak-judge.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    requests: { type: 'string', default: '200000' },
    rest: { type: 'string', default: '1' },
  },
});
const [seconds, mostRequests, rest] = [Number(values.minutes) * 60, Number(values.requests), Number(values.rest)];

const read = (name) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

/** The fixed set: one of each format and way of storing, and every fourth rendered scene. */
function fixedPhotos() {
  const formats = [
    'alpha.webp',
    'avif.avif',
    'cmyk.jpg',
    'gps.jpg',
    'grey-16-bit.png',
    'interlaced.png',
    'orientation-6.jpg',
  ];
  const difficult = [...formats, 'phone.heic', 'progressive.jpg', 'tiff.tif', 'two-cameras.jpg'];
  const scenes = readdirSync(new URL('../../fixtures/photos/', import.meta.url))
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .filter((_, i) => i % 4 === 0);
  const names = [...difficult.map((name) => `difficulty/${name}`), ...scenes.map((name) => `photos/${name}`)];
  return new Map(names.map((name) => [name, read(name)]));
}

async function answersTo(url, photos) {
  const answers = new Map();
  for (const [name, bytes] of photos) answers.set(name, saidOf(await askRecord(url, bytes)));
  return answers;
}

/** Runs clients until the time or the requests are used up; gives how many turns each kind took, and what went wrong. */
async function runClients(clients, isOver) {
  const turns = new Map(Object.keys(clients).map((kind) => [kind, 0]));
  const complaints = [];
  let left = mostRequests;
  const keep = async (kind, { act, restS }) => {
    for (let turn = 0; !isOver() && left > 0; turn += 1) {
      left -= 1;
      const complaint = await act(turn).catch((error) => `${error.cause?.code ?? ''} ${error.message}`);
      turns.set(kind, turn + 1);
      if (complaint !== undefined) complaints.push(`${kind}, turn ${turn}: ${complaint}`);
      await pause(restS * rest * 1000);
    }
  };
  await Promise.all(Object.entries(clients).map(([kind, client]) => keep(kind, client)));
  return { turns, complaints };
}

/** A sample a second until it's over, and a line a minute. */
async function watch(pid, elapsedS, isOver) {
  const samples = [];
  for (let minute = 1; !isOver(); await pause(1000)) {
    const sample = { atS: elapsedS(), ...look(pid) };
    samples.push(sample);
    if (sample.atS < minute * 60) continue;
    const { mib, fds, threads } = sample;
    const cpu = cpuSeconds(pid).toFixed(0);
    console.log(`${minute} min: ${mib.toFixed(1)} MiB, ${fds} descriptors, ${threads} threads, ${cpu} s CPU`);
    minute += 1;
  }
  return samples;
}

/** Open descriptors once they are as few as expected, or after 100 s: connections that are kept alive end after 72. */
async function quietDescriptors(pid, expected) {
  for (let i = 0; i < 100 && look(pid).fds > expected; i++) await pause(1000);
  return look(pid).fds;
}

const server = await serveForLoad(['--timeout-ms', '120000']);
const { url, pid } = server;
const photos = fixedPhotos();
const answers = await answersTo(url, photos);
const fdsBefore = look(pid).fds;
const small = read('difficulty/palette-alpha.png');
const said = saidOf(await askRecord(url, small));

const startedAt = performance.now();
const elapsedS = () => (performance.now() - startedAt) / 1000;
const isOver = () => elapsedS() >= seconds;
console.log(`${photos.size} photos, ${seconds / 60} minutes, process ${pid}, ${fdsBefore} descriptors`);
const clients = {
  good: { act: goodClient({ url, photos, answers }), restS: 2 },
  bad: { act: badClient({ url, read }), restS: 1 },
  slow: { act: slowClient({ url, photo: small, said, bytesPerS: 4096, status: 200 }), restS: 3 },
  'too slow': { act: slowClient({ url, photo: small, said, bytesPerS: 200, status: 408 }), restS: 3 },
  broken: { act: brokenClient({ url, photo: photos.get('difficulty/orientation-6.jpg') }), restS: 1 },
  looking: { act: lookingClient({ url }), restS: 1 },
};
const [{ turns, complaints }, samples] = await Promise.all([runClients(clients, isOver), watch(pid, elapsedS, isOver)]);

const cores = cpuSeconds(pid) / elapsedS();
const answersAtEnd = await answersTo(url, photos);
const fdsAfter = await quietDescriptors(pid, fdsBefore);
const exitCode = await server.stop();
for (const complaint of complaints.slice(0, 20)) console.log(complaint);
console.log(`${cores.toFixed(2)} cores taken`);
tellChecks([
  {
    holds: complaints.length === 0 && [...turns.values()].every((n) => n > 0),
    words: `${complaints.length} wrong of ${[...turns].map(([kind, n]) => `${n} ${kind}`).join(', ')}`,
  },
  {
    holds: isDeepStrictEqual(answersAtEnd, answers),
    words: `${photos.size} photos answered at the end as at the start`,
  },
  { holds: fdsAfter <= fdsBefore, words: `descriptors: ${fdsBefore} before, ${fdsAfter} after` },
  ...judgeMemory(samples),
  { holds: exitCode === 0, words: `ended with ${exitCode}` },
]);
