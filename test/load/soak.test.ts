/** A soak of three minutes (hours: `npm run soak`), and what it would say of a service that leaks. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { start } from '../support/process.js';

interface Sample {
  readonly atS: number;
  readonly mib: number;
}
const { judgeMemory } = (await import(new URL('soak-judge.mjs', import.meta.url).href)) as {
  judgeMemory: (samples: readonly Sample[]) => { readonly holds: boolean; readonly words: string }[];
};

/** A sample a second: a floor that grows by so many MB an hour, and photos under way on top of it, up to 80 MiB. */
const samplesOf = (minutes: number, mbPerHour: number): Sample[] =>
  Array.from({ length: minutes * 60 }, (_, atS) => ({
    atS,
    mib: 300 + (mbPerHour * 1e6 * atS) / 3600 / 2 ** 20 + ((atS * 7919) % 80),
  }));
const verdictOf = (samples: readonly Sample[]) => judgeMemory(samples).map(({ holds }) => holds);

describe('memory', () => {
  it('of two hours may grow by less than 1 MB an hour after the warm-up', () => {
    expect(verdictOf(samplesOf(120, 0.9))).toEqual([true, true]);
    expect(verdictOf(samplesOf(120, 1.1))).toEqual([true, false]);
    expect(judgeMemory(samplesOf(120, 0.9))[1]?.words).toMatch(/ 0\.(8|9)\d MB more an hour \(limit 1\), 17 floors$/);
  });

  it('of the warm-up may grow', () => {
    const cold = samplesOf(120, 0).map(({ atS, mib }) => ({ atS, mib: atS < 1800 ? mib - 100 : mib }));
    expect(verdictOf(cold)).toEqual([true, true]);
  });

  it('of three minutes may not climb from third to third, nor pass the bound', () => {
    expect(verdictOf(samplesOf(3, 0))).toEqual([true, true]);
    // A mebibyte kept of each photo, one a second.
    expect(verdictOf(samplesOf(3, 3600 * 1.05))).toEqual([true, false]);
    expect(verdictOf(samplesOf(3, 0).map(({ atS, mib }) => ({ atS, mib: mib + 350 })))).toEqual([false, true]);
  });
});

it('good, bad, slow and broken clients for three minutes', async () => {
  const root = path.join(import.meta.dirname, '../..');
  const { code, stdout, stderr } = await start(process.execPath, ['test/load/soak.mjs', '--minutes', '3'], root).ended;
  expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.not.stringContaining('NOT OK') as string });
}, 900_000);
