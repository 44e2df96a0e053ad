import { readFile, rename } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { causeWords } from '../src/causes.js';

const root = process.cwd();

it.each([
  ['ENOENT', () => readFile('/no such/Quagmire Hall/a.jpg')],
  ['ENOENT', () => rename('/no such/Quagmire Hall/a.jpg', '/no such/Quagmire Hall/b.jpg')],
  ['a stranger', () => Promise.reject(new Error('a stranger'))],
])('tell why and where something failed, without a path: %s', async (why, fail) => {
  const thrown: unknown = await fail().catch((one: unknown) => one);
  // Both have it: what's taken out was there.
  expect((thrown as Error).stack).toMatch(/Quagmire|test\/causes/);
  const words = causeWords(thrown);
  expect(words).toContain(why);
  expect(words).toMatch(/\n +at /);
  for (const place of ['Quagmire', root]) expect(words).not.toContain(place);
});

it('have words for what is no error', () => {
  expect(causeWords(undefined)).toBe('no cause');
});
