// Carries out the Dockerfile without Docker, to see that its image comes about and answers: each stage begins with a copy of a root
// file system (BASES/debian:bookworm-slim, made by debootstrap, and the same with Node), and each RUN is a chroot.
//   sudo node scripts/rootfs.mjs BASES OUT, then: sudo chroot --userspec=1000 OUT env -C /app node dist/main.js verify
// It knows the instructions that the Dockerfile has, and no others: FROM, WORKDIR, COPY, RUN, ENV; USER, EXPOSE, HEALTHCHECK and CMD
// make no files.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [bases, out] = process.argv.slice(2);
if (!bases || !out) throw new Error('Expected two folders: node scripts/rootfs.mjs BASES OUT');

const linesOf = (file) =>
  readFileSync(path.join(root, file), 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'));

/** What COPY takes from the context: of a folder, all but what .dockerignore names. */
const isIgnored = (file) => linesOf('.dockerignore').some((name) => path.relative(root, file) === name);

/** One stage: its folder, and what the instructions so far have set. */
const begin = (image, folder) => {
  rmSync(folder, { recursive: true, force: true });
  execFileSync('cp', ['-a', path.join(bases, image), folder]);
  return { folder, dir: '/', env: {} };
};

const steps = {
  WORKDIR(stage, dir) {
    stage.dir = dir;
    mkdirSync(path.join(stage.folder, dir), { recursive: true });
  },
  ENV: (stage, words) => Object.assign(stage.env, Object.fromEntries(words.split(' ').map((pair) => pair.split('=')))),
  COPY(stage, words, stages) {
    const names = words.split(' ');
    const stageName = /^--from=(.*)$/.exec(names[0])?.[1];
    const from = stageName ? stages[stageName].folder : root;
    if (stageName) names.shift();
    const to = names.pop();
    for (const name of names) {
      const target = path.join(stage.folder, stage.dir, to, /\/$/.test(to) ? path.basename(name) : '');
      cpSync(path.join(from, name), target, { recursive: true, filter: (file) => from !== root || !isIgnored(file) });
    }
  },
  RUN(stage, command) {
    const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', ...stage.env };
    const args = [stage.folder, 'env', '-C', stage.dir, 'sh', '-ec', command];
    execFileSync('chroot', args, { env, stdio: 'inherit' });
  },
};

const stages = {};
let stage;
for (const line of linesOf('Dockerfile')) {
  const [, instruction, words] = /^(\w+) (.*)$/.exec(line);
  console.error(line);
  if (instruction === 'FROM') {
    const [image, , name] = words.split(' ');
    stage = begin(image, name ? `${out}.${name}` : out);
    if (name) stages[name] = stage;
  } else if (Object.hasOwn(steps, instruction)) steps[instruction](stage, words, stages);
  else if (!['USER', 'EXPOSE', 'HEALTHCHECK', 'CMD'].includes(instruction))
    throw new Error(`Expected no ${instruction}`);
}
for (const { folder } of Object.values(stages)) rmSync(folder, { recursive: true });
