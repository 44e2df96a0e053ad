// How the program keeps memory when it's started by its name: what its first line sets, for scripts that start it otherwise.
import { readFileSync } from 'node:fs';

const [firstLine] = readFileSync(new URL('../src/main.ts', import.meta.url), 'utf8').split('\n');

/** Environment variables of glibc's allocator (mallopt(3)), as in src/main.ts. */
export const allocator = Object.fromEntries(firstLine.match(/[A-Z_]+=\S+/g).map((one) => one.split('=')));
