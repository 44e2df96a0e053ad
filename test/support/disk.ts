/** Real disks of a few kilobytes, for root; and what may be done to them. */
import { execFileSync } from 'node:child_process';
import { afterEach } from 'vitest';
import { folderOf } from './cli.js';

/** A disk of its own. */
export interface Disk {
  readonly folder: string;
  /** Gives it this size. */
  readonly resize: (size: string) => void;
  readonly makeReadOnly: () => void;
}

/** Mounts disks for the tests of the file that calls this at its top; undefined where even root may not. */
export function mountedForEach(): (size: string) => Promise<Disk | undefined> {
  const mounted: string[] = [];
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });
  afterEach(() => {
    for (const folder of mounted.splice(0)) execFileSync('umount', ['--lazy', folder]);
  });
  return async (size) => {
    const folder = await folderOf({});
    try {
      mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder);
    } catch {
      return undefined;
    }
    mounted.push(folder);
    return {
      folder,
      resize: (to) => mount('-o', `remount,size=${to}`, folder),
      makeReadOnly: () => mount('-o', 'remount,ro', folder),
    };
  };
}
