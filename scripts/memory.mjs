// Memory of a process, by proc(5). Linux only.
import { readFileSync } from 'node:fs';

/** MiB of one line of a process' status, `VmRSS` (now) or `VmHWM` (at most so far); undefined when it has ended, or is just ending. */
export function memoryMib(pid, line) {
  try {
    const kib = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}
