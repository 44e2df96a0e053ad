/** SECURITY.md says where each attack is stopped and which test holds it: those files must be there. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');
const named = [...text.matchAll(/`((?:src|test|deploy|docs|models)\/[\w./-]+)`/g)].map(([, file = '']) => file);

it('names files that are there', () => {
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

it('has a test in each row of its tables', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| wants/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !/`test\/[\w./-]+\.test\.ts`/.test(row))).toEqual([]);
});
