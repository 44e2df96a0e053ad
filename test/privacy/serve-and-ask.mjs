// The service and its client in one network: starts the built program, asks it about a photo as people do, ends it, and prints what
// came of it as JSON. Arguments: the program's file, a photo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

const [main, photo] = process.argv.slice(2);
const program = spawn(process.execPath, [main, 'serve', '--port', '0', '--timeout-ms', '120000'], { stdio: 'pipe' });
const ended = once(program, 'exit');
let said = '';
program.stderr.on('data', (chunk) => (said += chunk));
program.stdout.resume();
const urlOf = () => /listens on (\S+)\n/.exec(said)?.[1];
while (program.exitCode === null && urlOf() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));

const form = new FormData();
form.append('image', new Blob([await readFile(photo)]), 'photo.jpg');
const answers = {};
for (const [name, path, request] of [
  ['record', '/v1/classify', { method: 'POST', body: form }],
  ['ready', '/readyz'],
  ['model', '/v1/model'],
  ['metrics', '/metrics'],
  ['page', '/'],
]) {
  const response = await fetch(`${urlOf()}${path}`, request);
  answers[name] = { status: response.status, body: await response.text() };
}
program.kill('SIGTERM');
const [code] = await ended;
process.stdout.write(JSON.stringify({ ...answers, code }));
