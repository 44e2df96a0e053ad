/** The built program as a process of its own (npm test builds first). */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf } from '../support/cli.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const model = await writeTinyBundle();

const start = (...args: string[]): ChildProcess => spawn(process.execPath, [main, ...args]);
const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve));
/** The first group of what was looked for, once it stands on stderr. */
const said = (child: ChildProcess, words: RegExp): Promise<string> =>
  new Promise((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      const found = words.exec(chunk.toString());
      if (found) resolve(found[1] ?? '');
    });
  });

it.each([
  { args: ['--version'], code: 0 },
  { args: ['guess'], code: 2 },
  { args: ['doctor', '--model', 'no-such-folder'], code: 3 },
])('ends with $code: $args', async ({ args, code }) => {
  expect(await ended(start(...args))).toBe(code);
});

it.runIf(process.platform === 'linux')('keeps to two arenas of memory when it is started by its name', async () => {
  await chmod(main, 0o755); // as npm does where it links a program
  const tells = await folderOf({ 'tell.cjs': 'process.stderr.write(`arenas: ${process.env.MALLOC_ARENA_MAX}\\n`);' });
  const env = { ...process.env, NODE_OPTIONS: `--require=${tells}/tell.cjs`, MALLOC_ARENA_MAX: undefined };
  expect(await said(spawn(main, ['--version'], { env }), /arenas: (.*)/)).toBe('2');
});

it('reads HEIC, and says so', async () => {
  const child = start('doctor', '--json', '--model', model);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  expect(await ended(child)).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ heic: true, formats: ['jpeg', 'heic', 'png', 'webp', 'avif', 'tiff'] });
});

it('gives every file a record and ends with 1 when none of them is a picture', async () => {
  const folder = await folderOf({ 'a.jpg': '', 'b.jpg': 'not a picture', 'c.png': '\u0089PNG' });
  const child = start('classify', '--model', model, '--format', 'jsonl', folder);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  expect(await ended(child)).toBe(1);
  expect(out.trimEnd().split('\n')).toHaveLength(3);
});

it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)('stops serving at %s', async (signal) => {
  const child = start('serve', '--port', '0');
  const over = ended(child);
  await said(child, /listens on/);
  child.kill(signal);
  expect(await over).toBe(0);
});

it.skipIf(process.platform === 'win32')(
  'answers what it accepted before SIGTERM, and refuses who comes after',
  async () => {
    const child = start('serve', '--port', '0', '--workers', '1', '--timeout-ms', '60000');
    const over = ended(child);
    const url = await said(child, /listens on (\S+)/);
    const photo = new Blob([await readFile('fixtures/photos/001-hikvision-bullet-brick.jpg')], { type: 'image/jpeg' });
    const post = () => fetch(`${url}/v1/classify`, { method: 'POST', body: photo });
    const accepted = [post(), post(), post()];
    const inside = async () => (await (await fetch(`${url}/metrics`)).text()).includes('whosecam_requests_inside 3');
    while (!(await inside())) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGTERM');
    await said(child, /finishing/);
    await expect(post()).rejects.toThrow();
    for (const answer of accepted) expect((await answer).status).toBe(200);
    expect(await over).toBe(0);
  },
  180_000,
);

it.skipIf(process.platform === 'win32')(
  'ends within 20 s of SIGTERM with more accepted than it can do: all are answered, the rest with 503 interrupted',
  async () => {
    const child = start('serve', '--port', '0', '--workers', '1', '--threads', '1', '--timeout-ms', '600000');
    const over = ended(child);
    const url = await said(child, /listens on (\S+)/);
    const photo = await readFile('fixtures/photos/048-two-hikvision-and-dahua.jpg');
    // Sixteen photos in each of sixteen forms: even at twelve photos a second there's more than twenty seconds' work.
    const form = new FormData();
    for (let i = 0; i < 16; i++) form.append('image', new Blob([photo], { type: 'image/jpeg' }), `${i}.jpg`);
    const accepted = Array.from({ length: 16 }, () => fetch(`${url}/v1/classify`, { method: 'POST', body: form }));
    const inside = async () => (await (await fetch(`${url}/metrics`)).text()).includes('whosecam_requests_inside 16');
    while (!(await inside())) await new Promise((resolve) => setTimeout(resolve, 5));
    const before = performance.now();
    child.kill('SIGTERM');
    const codes = await Promise.all(
      accepted.map(async (answer) => ((await (await answer).json()) as { code?: string }).code ?? 'answered'),
    );
    await over;
    // Half as much again for a machine on which timers come late; there the program may have had to cut its own end short.
    expect(performance.now() - before).toBeLessThan(30_000);
    expect(child.exitCode ?? child.signalCode).toBeOneOf([0, 'SIGKILL']);
    expect(codes).toContain('interrupted');
    expect(codes.filter((code) => code !== 'interrupted' && code !== 'answered')).toEqual([]);
  },
  180_000,
);
