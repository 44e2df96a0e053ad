// Lays the page's files that need no compiling beside its compiled modules; `npm run build` runs it last.
import { copyFileSync, readdirSync } from 'node:fs';

const [from, to] = [new URL('../src/page/', import.meta.url), new URL('../dist/page/', import.meta.url)];
for (const name of readdirSync(from)) {
  if (/\.(html|css|svg)$/.test(name)) copyFileSync(new URL(name, from), new URL(name, to));
}
