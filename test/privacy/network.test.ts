/**
 * Nothing goes out: the real program does all its work where there's no network, and asks for none where there's one. Linux only:
 * a network namespace without a route, and strace, which writes down every call.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { type Ended, main, startThrough } from '../support/process.js';
import { serveProgram } from '../support/program.js';
import { secretPhoto } from '../support/secret-photo.js';
import { canTrace, leaving, sockets, traceNote, tracing } from '../support/traced.js';
import { routeNote, withoutRoute } from '../support/without-route.js';

const photo = await secretPhoto();
const newFolder = (): Promise<string> => folderOf({ 'hall/walrus.jpg': photo });

const run = (through: readonly string[], command: readonly string[], folder: string): Promise<Ended> =>
  startThrough(through, command, folder).ended;

const whosecam = (...args: string[]): string[] => [process.execPath, main, ...args];

/** A survey from its photos to its evidence. */
const work = [
  whosecam('classify', 'hall', '--output', 'run.jsonl', '--format', 'csv', '--timeout-ms', '120000'),
  whosecam('report', 'run.jsonl', '--out', 'report'),
  whosecam('pack', 'run.jsonl', '--site', 'hall', '--unconfirmed', '--out', 'pack'),
  whosecam('verify'),
  whosecam('doctor', '--port', '0'),
];

/** A call to an address that is nobody's (RFC 5737), and one by UDP. */
const call = (
  then: string,
) => `require('node:net').connect(9, '192.0.2.1').on('error', ({ code }) => console.log(code));
  const socket = require('node:dgram').createSocket('udp4');
  socket.send('x', 9, '192.0.2.1', (error) => { console.log(error?.code); socket.close(); ${then} });`;

describe.skipIf(!canTrace)(`watched by strace${traceNote}`, { timeout: 300_000 }, () => {
  it('the commands make no socket at all', async () => {
    const folder = await newFolder();
    for (const command of work.slice(0, 3)) {
      const { code, stderr } = await run(tracing('trace', 'network'), command, folder);
      expect(code, stderr).toBe(0);
      const trace = readFileSync(path.join(folder, 'trace'), 'utf8');
      expect(trace).toContain('+++ exited with 0 +++');
      expect({ sockets: sockets(trace), leaving: leaving(trace) }).toEqual({ sockets: [], leaving: [] });
    }
    expect(readdirSync(folder).sort()).toEqual(['hall', 'pack', 'report', 'run.jsonl', 'trace']);
  });

  it('the service makes the one on which it listens, on loopback, and calls nobody', async () => {
    const trace = path.join(await newFolder(), 'trace');
    const program = await serveProgram([], {}, ['serve'], tracing(trace, 'network'));
    const body = new FormData();
    body.append('image', new Blob([Uint8Array.from(photo)]), 'walrus.jpg');
    const { status } = await fetch(`${program.url}/v1/classify`, { method: 'POST', body });
    await fetch(`${program.url}/metrics`);
    await program.close();
    expect(status).toBe(200);
    const text = readFileSync(trace, 'utf8');
    expect({ sockets: sockets(text), leaving: leaving(text) }).toEqual({ sockets: ['AF_INET'], leaving: [] });
    expect(text).toMatch(/bind\(.+inet_addr\("127\.0\.0\.1"\)/);
    expect(text).toContain('accept4(');
  });

  it('a program that calls is seen to', async () => {
    const folder = await newFolder();
    await run(tracing('trace', 'network'), [process.execPath, '-e', call('process.exit()')], folder);
    const trace = readFileSync(path.join(folder, 'trace'), 'utf8');
    expect(leaving(trace)).toEqual([
      expect.stringMatching(/connect\(.*192\.0\.2\.1/),
      expect.stringMatching(/send\w+\(.*192\.0\.2\.1/),
    ]);
  });

  it('a program that calls nobody but this machine is not taken for one', async () => {
    const server = createServer((_request, response) => response.end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const folder = await newFolder();
    const { port } = server.address() as { port: number };
    await run(tracing('trace', 'network'), [process.execPath, '-e', `fetch('http://127.0.0.1:${port}')`], folder);
    server.close();
    const trace = readFileSync(path.join(folder, 'trace'), 'utf8');
    expect(trace).toMatch(/connect\(.*127\.0\.0\.1/);
    expect(leaving(trace)).toEqual([]);
  });
});

describe.skipIf(withoutRoute.length === 0)(`without a route${routeNote}`, { timeout: 600_000 }, () => {
  it('there is none', async () => {
    const { stdout } = await run(withoutRoute, [process.execPath, '-e', call('')], await newFolder());
    expect(stdout).toBe('ENETUNREACH\nENETUNREACH\n');
  });

  /** What differs between any two runs. */
  const withoutTimes = (text: string): string =>
    text.replaceAll(/(?<=elapsedMs\\?":)\d+/g, '0').replaceAll(/memory +\d+ of/g, 'memory N of');

  it('the commands say and write what they do with one', async () => {
    const doneWith = async (through: readonly string[]) => {
      const folder = await newFolder();
      const said = [];
      for (const command of work) said.push(await run(through, command, folder));
      const records = readFileSync(path.join(folder, 'run.jsonl'), 'utf8');
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
      return {
        said: said.map((one) => ({ ...one, stdout: withoutTimes(one.stdout) })),
        records: withoutTimes(records),
        files,
      };
    };
    const offline = await doneWith(withoutRoute);
    expect(offline.said.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(offline.records).toContain('"brand":"hikvision"');
    expect(offline).toEqual(await doneWith([]));
  });

  it('the service answers as it does with one', async () => {
    const folder = await newFolder();
    writeFileSync(path.join(folder, 'photo.jpg'), photo);
    const ask = [process.execPath, path.join(import.meta.dirname, 'serve-and-ask.mjs'), main, 'photo.jpg'];
    const answersThrough = async (through: readonly string[]) => {
      const { stdout, stderr } = await run(through, ask, folder);
      expect(stderr).toBe('');
      const { metrics, ...answers } = JSON.parse(withoutTimes(stdout)) as Record<
        string,
        { status: number; body: string }
      >;
      expect(metrics?.body).toContain('whosecam_answers_total{kind="brand"} 1\n');
      return answers;
    };
    const offline = await answersThrough(withoutRoute);
    expect(offline['record']?.body).toContain('"brand":"hikvision"');
    expect(offline).toMatchObject({ ready: { status: 200 }, page: { status: 200 }, code: 0 });
    expect(offline).toEqual(await answersThrough([]));
  });
});
