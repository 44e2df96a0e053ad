/** Two minutes of `npm run fuzz` (the whole: 20,000 mutants), and what it would say of worse answers. */
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue, WhosecamError } from '../../src/errors.js';
import { sniffFormat } from '../../src/image/format.js';
import { trim } from '../../src/image/trim.js';
import { start } from '../support/process.js';

type Judge<Answer> = (answer: Answer, codes: ReadonlySet<string>) => string | undefined;
interface Seed {
  readonly format: string;
  readonly bytes: Uint8Array;
}
const load = (name: string): Promise<unknown> => import(new URL(name, import.meta.url).href);
const { judgeAnswer, judgeRecord, judgeExit } = (await load('judge.mjs')) as {
  judgeAnswer: Judge<{ ms: number; failure?: string; status?: number; body?: unknown }>;
  judgeRecord: Judge<{ elapsedMs: number; status: string; error?: { code: string } } | undefined>;
  judgeExit: (exit: { ms: number; code: number | null; signal: string | null; said: string }) => string | undefined;
};
const { mutantOf } = (await load('run.mjs')) as {
  mutantOf: (seed: number, k: number, seeds: readonly Seed[]) => { kind: string; body: Uint8Array };
};
const { makeSeeds } = (await load('seeds.mjs')) as { makeSeeds: () => Promise<readonly Seed[]> };
const codes = new Set(Object.keys(catalogue));

describe('an answer over HTTP', () => {
  const good = { ms: 10, status: 422, body: { code: 'unreadable' } };
  it('is a record or a code of the catalogue, within 10 s', () => {
    expect(judgeAnswer(good, codes)).toBeUndefined();
    expect(judgeAnswer({ ms: 10, status: 200, body: {} }, codes)).toBeUndefined();
    expect(judgeAnswer({ ...good, ms: 10_000 }, codes)).toBeUndefined();
  });

  it.each([
    ['no answer: ECONNRESET', { ms: 10, failure: 'ECONNRESET' }],
    ['took 10001 ms', { ...good, ms: 10_001 }],
    ['status 500 with the code internal', { ms: 10, status: 500, body: { code: 'internal' } }],
    ['status 400 with the code odd', { ms: 10, status: 400, body: { code: 'odd' } }],
    ['status 502 with the code undefined', { ms: 10, status: 502 }],
    ['no JSON', { ms: 10, status: 200 }],
  ])('else: %s', (words, answer) => {
    expect(judgeAnswer(answer, codes)).toBe(words);
  });
});

it('a record must be there, in time, and failed with a code', () => {
  const failed = (code: string) => ({ elapsedMs: 5, status: 'failed', error: { code } });
  expect(judgeRecord({ elapsedMs: 10_500, status: 'answered' }, codes)).toBeUndefined();
  expect(judgeRecord(failed('timeout'), codes)).toBeUndefined();
  expect(judgeRecord({ elapsedMs: 10_501, status: 'answered' }, codes)).toBe('took 10501 ms');
  expect(judgeRecord(failed('internal'), codes)).toBe('a record with the code internal');
  expect(judgeRecord(undefined, codes)).toBe('no record');
});

it('a process must end by itself, with a word and without a stack', () => {
  const good = { ms: 10, code: 2, signal: null, said: 'error: Expected a folder' };
  expect(judgeExit(good)).toBeUndefined();
  expect(judgeExit({ ...good, code: null, signal: 'SIGSEGV' })).toBe('ended by SIGSEGV');
  expect(judgeExit({ ...good, code: 134 })).toBe('ended with 134');
  expect(judgeExit({ ...good, ms: 10_001 })).toBe('took 10001 ms');
  expect(judgeExit({ ...good, said: '' })).toBe('no word of what is wrong');
  expect(judgeExit({ ...good, said: 'TypeError\n    at f (a.js:1:1)' })).toBe('a stack trace');
});

describe('mutants', () => {
  let seeds: readonly Seed[] = [];
  beforeAll(async () => {
    seeds = await makeSeeds();
  });

  it('come again by their number', () => {
    const bodies = [1, 2].map((k) => Buffer.from(mutantOf(7, k, seeds).body).toString('hex'));
    expect([1, 2].map((k) => Buffer.from(mutantOf(7, k, seeds).body).toString('hex'))).toEqual(bodies);
    expect(bodies[0]).not.toBe(bodies[1]);
  });

  it('are trimmed once and for all, or refused with a code', () => {
    const counts = { trimmed: 0, refused: 0 };
    for (let k = 0; k < 3000; k += 1) {
      const { body } = mutantOf(3, k, seeds);
      try {
        const format = sniffFormat(body);
        const once = trim(body, format);
        expect(once.length, String(k)).toBeLessThanOrEqual(body.length);
        expect(Buffer.compare(trim(once, format), once), String(k)).toBe(0);
        counts.trimmed += 1;
      } catch (thrown) {
        if (!(thrown instanceof WhosecamError)) throw thrown;
        counts.refused += 1;
      }
    }
    expect(counts.trimmed).toBeGreaterThan(1000);
    expect(counts.refused).toBeGreaterThan(100);
  });
});

// As `npm run fuzz` says: by /proc.
it.skipIf(process.platform !== 'linux')(
  'two minutes of mutants find nothing',
  async () => {
    const root = path.join(import.meta.dirname, '../..');
    const args = ['test/fuzz/fuzz.mjs', '--count', '1500', '--minutes', '1.5', '--seed', '2'];
    const { code, stdout, stderr } = await start(process.execPath, args, root).ended;
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining('0 findings') as string });
  },
  300_000,
);
