/** The wall clock jumps back (or on) by an hour while the real program works: nothing is lost, nothing is done twice, nobody waits for it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/survey/run-file.js';
import { folderOf } from '../support/cli.js';
import { canSetClock, settableClock } from '../support/clock.js';
import { startMain } from '../support/process.js';
import { serveProgram } from '../support/program.js';

const root = path.join(import.meta.dirname, '../..');
const photo = readFileSync(path.join(root, 'fixtures/difficulty/orientation-1.jpg'));
const hour = 3600;

describe.skipIf(!canSetClock)('a clock that jumps', () => {
  it.each([-hour, hour])('by %d s: a run has each photo once, with the time that it took', async (jump) => {
    // The same photo, but each time another file.
    const name = (i: number) => `${String(i)}.jpg`;
    const numbers = Array.from({ length: 12 }, (_, i) => i);
    const photos = Object.fromEntries(numbers.map((i) => [name(i), Buffer.concat([photo, Buffer.of(i)])]));
    const folder = await folderOf(photos);
    const output = path.join(await folderOf({}), 'run.jsonl');
    const clock = await settableClock();
    const args = ['classify', folder, '--output', output, '--workers', '1'];
    const running = startMain(args, root, clock.env);
    await expect.poll(() => countLines(output), { timeout: 60_000, interval: 20 }).toBeGreaterThan(1);
    expect(running.child.exitCode).toBeNull();
    clock.set(jump);
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const records = await readRun(output);
    expect(records.map((record) => path.basename(record.file)).sort()).toEqual(Object.keys(photos).sort());
    for (const record of records) {
      expect(record.elapsedMs).toBeGreaterThan(0);
      expect(record.elapsedMs).toBeLessThan(60_000);
    }
    // Once more, another hour off: all is known.
    const before = readFileSync(output, 'utf8');
    clock.set(2 * jump);
    expect((await startMain(args, root, clock.env).ended).code).toBe(0);
    expect(readFileSync(output, 'utf8')).toBe(before);
  });

  it('back by an hour: the service goes on at once, and no limit starts anew', async () => {
    const clock = await settableClock();
    const program = await serveProgram(['--workers', '1', '--rate-limit', '4'], clock.env);
    const ask = async () => {
      const headers = { 'content-type': 'image/jpeg' };
      return (await fetch(`${program.url}/v1/classify`, { method: 'POST', body: photo, headers })).status;
    };
    try {
      expect(await ask()).toBe(200);
      clock.set(-hour);
      expect(await ask()).toBe(200);
      clock.set(hour);
      expect([await ask(), await ask()]).toEqual([200, 200]);
      // The fifth within a real minute, by whichever clock.
      expect(await ask()).toBe(429);
      expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
    } finally {
      await program.close();
    }
    // The fault was real: the log's times went back by an hour, and its durations didn't.
    const lines = program
      .said()
      .split('\n')
      .filter((line) => line.includes('/v1/classify'));
    const logged = lines.map((line) => JSON.parse(line) as { time: number; ms: number });
    expect(((logged[1]?.time ?? 0) - (logged[0]?.time ?? 0)) / 1000).toBeCloseTo(-hour, -2);
    for (const { ms } of logged) expect(ms >= 0 && ms < 60_000).toBe(true);
  });
});

function countLines(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}
