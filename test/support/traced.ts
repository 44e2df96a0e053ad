/** What a process asks of the system, as strace (Linux, Debian's package strace) writes it down. */
import { spawnSync } from 'node:child_process';

/** Whether strace is here and may watch. */
export const canTrace = spawnSync('strace', ['-D', '-o', '/dev/null', 'true']).status === 0;

/** Why tests that watch don't run, for their title. */
export const traceNote = canTrace ? '' : ' (skipped: strace is not here, or may not watch)';

/**
 * What starts a program so that its calls, and those of its threads and children, are written to `file`. The program stays the
 * process that was started; strace ends after it. `calls`: as strace names them, such as `network`.
 */
export const tracing = (file: string, calls: string): string[] => [
  'strace',
  '-D',
  '-f',
  '-o',
  file,
  '-e',
  `trace=${calls}`,
];

/** Calls by which something leaves the machine: all that connect or send, but to loopback and to sockets of this machine. */
export function leaving(trace: string): string[] {
  const stays = /sa_family=AF_UNIX|inet_addr\("127\.|inet_pton\(AF_INET6, "::1"/;
  return trace.split('\n').filter((line) => /\b(?:connect|sendto|sendm?msg)\(/.test(line) && !stays.test(line));
}

/** Calls that make or write a file, as `tracing` and `written` want them. */
export const writingCalls =
  'open,openat,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,memfd_create';

/** What was made or written: its names as the program gave them, but for the system's own. */
export function written(trace: string): string[] {
  const writes = /O_CREAT|O_WRONLY|O_RDWR|\b(?:creat|mk\w+|rename\w*|link\w*|symlink\w*|memfd_create)\(/;
  return trace
    .split('\n')
    .filter((line) => writes.test(line))
    .flatMap((line) => [...line.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name))
    .filter((name) => !/^\/(?:dev|proc|sys)\//.test(name));
}

/** Families of the sockets that were made. */
export const sockets = (trace: string): string[] =>
  [...trace.matchAll(/\bsocket\((\w+)/g)].map(([, family = '']) => family);
