// Runs mutants through the built program, over HTTP and as a command, and gives what came of each kind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { memoryMib } from '../../scripts/memory.mjs';
import { serveForLoad } from '../load/parts.mjs';
import { judgeAnswer, judgeExit, judgeRecord, mostMs } from './judge.mjs';
import { mutateFile } from './mutate.mjs';
import { randomOf } from './random.mjs';
import { mutateArguments, mutateForm, mutateJson, mutateQuery } from './requests.mjs';

/** Memory of the service at most, MiB: hostile.mjs' bound for a process. */
const mostMib = 1000;
const inFlight = 4;
/** One mutant in so many goes through the command line, too; one in so many is a command's arguments. */
const [everyFile, everyArguments] = [4, 500];

/** The K-th mutant of a seed, by itself: a request, with its kind. */
export function mutantOf(seed, k, seeds) {
  const random = randomOf(seed * 1_000_003 + k);
  const photo = () => mutateFile(random, seeds).bytes;
  const way = random.below(100);
  if (way < 12) return { kind: 'form', ...mutateForm(random, photo) };
  if (way < 20) return { kind: 'json', ...mutateJson(random) };
  if (way < 25) return { kind: 'query', ...mutateQuery(random, photo) };
  const { format, bytes } = mutateFile(random, seeds);
  return { kind: format, path: '/v1/classify', body: bytes, type: 'application/octet-stream' };
}

async function send(url, { path: to, body, type }) {
  const began = performance.now();
  const more = { method: 'POST', body, signal: AbortSignal.timeout(2 * mostMs) };
  try {
    const answer = await fetch(url + to, { ...more, headers: { 'content-type': type } });
    const text = await answer.text();
    const json = () => {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    };
    return { ms: performance.now() - began, status: answer.status, body: json() };
  } catch (thrown) {
    return { ms: performance.now() - began, failure: String(thrown.cause?.code ?? thrown.name) };
  }
}

/** A table by kind: how many, their answers, the slowest; and the findings. */
export function createTally() {
  const kinds = new Map();
  const findings = [];
  return {
    kinds,
    findings,
    add(kind, answer, ms, wrong, mutant) {
      const row = kinds.get(kind) ?? { count: 0, answers: new Map(), slowestMs: 0 };
      kinds.set(kind, row);
      row.count += 1;
      row.answers.set(answer, (row.answers.get(answer) ?? 0) + 1);
      row.slowestMs = Math.max(row.slowestMs, ms);
      if (wrong !== undefined) findings.push({ kind, wrong, ...mutant });
    },
  };
}

/** Numbered mutants over HTTP. Ends at `until` (performance.now()) or when `ks` are used up. */
export async function fuzzService({ seed, ks, seeds, codes, until, tally }) {
  const service = await serveForLoad(['--workers', '2', '--threads', '1', '--label-studio']);
  const left = ks.values();
  const client = async () => {
    for (const k of left) {
      if (performance.now() > until) return;
      const mutant = mutantOf(seed, k, seeds);
      const answer = await send(service.url, mutant);
      const said = answer.failure ?? (answer.status < 300 ? 'answered' : answer.body?.code);
      tally.add(mutant.kind, said, answer.ms, judgeAnswer(answer, codes), { k });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  const ready = (await fetch(`${service.url}/readyz`)).status;
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const mib = memoryMib(service.pid, 'VmHWM');
  const restarts = Number(/^whosecam_worker_restarts_total (\d+)/m.exec(metrics)?.[1]);
  const code = await service.stop();
  const ended = [...tally.kinds.values()].reduce((sum, { answers }) => sum + (answers.get('timeout') ?? 0), 0);
  const checks = [
    { holds: ready === 200, words: `/readyz answers ${ready} afterwards` },
    { holds: restarts <= ended, words: `${restarts} workers died, ${ended} of them ended at the limit of time` },
    { holds: mib < mostMib, words: `${Math.round(mib)} MiB at most, ${mostMib} allowed` },
    { holds: code === 0, words: `the service ends with ${code}` },
  ];
  return checks;
}

function run(args, cwd) {
  const began = performance.now();
  const main = new URL('../../dist/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return {
    child,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, said, ms: performance.now() - began })),
  };
}

/** The same photos (every fourth) in one folder, through one run of classify. */
async function fuzzFolder({ seed, ks, seeds, codes, until, tally }, folder) {
  const photos = path.join(folder, 'photos');
  mkdirSync(photos);
  const kOf = new Map();
  for (const k of ks.filter((one) => one % everyFile === 0)) {
    const { kind, body } = mutantOf(seed, k, seeds);
    if (kind === 'json') continue;
    writeFileSync(path.join(photos, `${k}.jpg`), body);
    kOf.set(`${k}.jpg`, k);
  }
  if (kOf.size === 0) return [];
  const args = ['classify', 'photos', '--output', 'run.jsonl', '--workers', '2', '--threads', '1'];
  const { child, ended } = run(args, folder);
  const stop = setTimeout(() => child.kill('SIGTERM'), Math.max(0, until - performance.now()));
  const { code } = await ended;
  clearTimeout(stop);
  const wasStopped = code === 130;
  const lines = readFileSync(path.join(folder, 'run.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const records = new Map(lines.map((record) => [path.basename(record.file), record]));
  for (const [name, k] of kOf) {
    const record = records.get(name);
    if (record === undefined && wasStopped) continue;
    const said = record?.status === 'failed' ? record.error.code : 'answered';
    tally.add('a file of classify', said, record?.elapsedMs ?? 0, judgeRecord(record, codes), { k });
  }
  return [
    { holds: wasStopped || [0, 1].includes(code), words: `classify ends with ${code}` },
    { holds: lines.length === records.size, words: `${lines.length} records of ${records.size} files` },
  ];
}

/** Mutants as a command's photos, and strange arguments, one process each. */
export async function fuzzCommands(task) {
  const { seed, ks, tally } = task;
  const folder = mkdtempSync(path.join(tmpdir(), 'whosecam-fuzz-'));
  const checks = await fuzzFolder(task, folder);
  for (const k of ks.filter((one) => one % everyArguments === 0)) {
    const args = mutateArguments(randomOf(seed * 1_000_003 + k));
    const { child, ended } = run(args, folder);
    const impatient = setTimeout(() => child.kill('SIGKILL'), 2 * mostMs);
    const exit = await ended;
    clearTimeout(impatient);
    tally.add('arguments', `exit ${exit.code}`, exit.ms, judgeExit(exit), {
      k,
      args: args.map((one) => one.slice(0, 40)),
    });
  }
  rmSync(folder, { recursive: true });
  return checks;
}
