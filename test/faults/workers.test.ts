/**
 * Workers that die in mid-photo and models that change under them: the real program, the released model. Each photo that was let in
 * ends with a record or a coded answer; the service heals by itself, and says in /readyz and /metrics how it is.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { recordSchema } from '../../src/recognise/result.js';
import { readRun } from '../../src/survey/run-file.js';
import { folderOf } from '../support/cli.js';
import { startMain } from '../support/process.js';
import { type Program, serveProgram } from '../support/program.js';
import { writeSmallPhotos } from '../support/small-photos.js';

const root = path.join(import.meta.dirname, '../..');
const released = path.join(root, 'models/whosecam-1');
const photo = readFileSync(path.join(root, 'fixtures/photos/001-hikvision-bullet-brick.jpg'));
const patient = ['--workers', '1', '--timeout-ms', '120000'];
const soon = { timeout: 60_000, interval: 20 };

/** A folder with a copy of the model, in which a worker dies under the photo that comes after `order`. */
async function newCase() {
  const folder = await folderOf({});
  const model = path.join(folder, 'model');
  cpSync(released, model, { recursive: true });
  const order = path.join(folder, 'order');
  // Megabytes that a worker which takes all takes, instead of most of the machine.
  const preload = `--import=${path.join(root, 'test/support/dying-worker.mjs')} --max-old-space-size=128`;
  const env = { NODE_OPTIONS: preload, DYING_WORKER: order };
  const kill = (how = 'exit:0') => writeFileSync(order, how);
  const alter = () => writeFileSync(path.join(model, 'housing.onnx'), 'altered');
  const restore = () => cpSync(released, model, { recursive: true });
  return { folder, order, env, kill, alter, restore, args: ['--model', model, ...patient] };
}

/** Asks about the photo: the status, and the record without its time, or the code. */
async function ask({ url }: Program) {
  const headers = { 'content-type': 'image/jpeg' };
  const answer = await fetch(`${url}/v1/classify`, { method: 'POST', headers, body: Uint8Array.from(photo) });
  const body = (await answer.json()) as { code?: string };
  if (answer.status !== 200) return { status: answer.status, code: body.code };
  return { status: 200, record: { ...recordSchema.parse(body), elapsedMs: 0 } };
}

/** What /readyz and /metrics say. */
async function stateOf({ url }: Program) {
  const { status } = await fetch(`${url}/readyz`);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const valueOf = (name: string) => Number(new RegExp(`^whosecam_${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
  return { status, workers: valueOf('workers_ready'), restarts: valueOf('worker_restarts_total') };
}

describe('the service', { timeout: 300_000 }, () => {
  it.each(['exit:0', 'exit:60', 'memory:0'])('heals from a worker that dies by %s', async (how) => {
    const { env, kill, args, order } = await newCase();
    const program = await serveProgram(args, env);
    try {
      const before = await ask(program);
      expect(before).toMatchObject({ status: 200, record: { verdict: { brand: 'hikvision' } } });
      kill(how);
      const all = await Promise.all([ask(program), ask(program), ask(program)]);
      expect(existsSync(order)).toBe(false);
      const failed = all.filter(({ status }) => status !== 200);
      expect(failed).toEqual([{ status: 500, code: 'internal' }]);
      for (const one of all) if (one.status === 200) expect(one).toEqual(before);
      await expect.poll(() => stateOf(program), soon).toEqual({ status: 200, workers: 1, restarts: 1 });
      expect(await ask(program)).toEqual(before);
    } finally {
      await program.close();
    }
  });

  it('goes on with the model that it has when its file changes, has no other one, and heals when it is back', async () => {
    const { env, kill, alter, restore, args } = await newCase();
    const program = await serveProgram(args, env);
    try {
      const before = await ask(program);
      alter();
      expect(await ask(program)).toEqual(before);
      expect(await stateOf(program)).toEqual({ status: 200, workers: 1, restarts: 0 });
      kill();
      expect(await ask(program)).toEqual({ status: 500, code: 'internal' });
      await expect.poll(() => stateOf(program), soon).toEqual({ status: 503, workers: 0, restarts: 1 });
      expect(await ask(program)).toEqual({ status: 503, code: 'model-altered' });
      restore();
      await expect.poll(() => stateOf(program), soon).toEqual({ status: 200, workers: 1, restarts: 1 });
      expect(await ask(program)).toEqual(before);
    } finally {
      await program.close();
    }
  });
});

describe('a run', { timeout: 300_000 }, () => {
  /** A run of twelve photos, whose worker dies once three are answered. */
  async function brokenRun(alsoDo: 'alter' | undefined) {
    const one = await newCase();
    mkdirSync(path.join(one.folder, 'photos'));
    await writeSmallPhotos(path.join(one.folder, 'photos'), 12);
    const output = path.join(one.folder, 'run.jsonl');
    const begin = () => startMain(['classify', 'photos', '--output', output, ...one.args], one.folder, one.env).ended;
    const running = begin();
    await vi.waitUntil(() => existsSync(output) && readFileSync(output, 'utf8').split('\n').length > 3, soon);
    if (alsoDo) one.alter();
    one.kill();
    const { code, stderr } = await running;
    return { ...one, code, stderr, records: await readRun(output), again: begin, output };
  }

  it('whose worker dies has a failed record of one photo; the next run tries that one again', async () => {
    const { code, records, again, output } = await brokenRun(undefined);
    expect(code).toBe(1);
    expect(records).toHaveLength(12);
    const failed = records.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ error: { code: 'internal' } }]);
    expect((await again()).code).toBe(0);
    const after = await readRun(output);
    expect(after.every(({ status }) => status === 'ok')).toBe(true);
    expect(after).toEqual(expect.arrayContaining(records.filter(({ status }) => status === 'ok')));
  });

  it('whose model is altered then ends with 3 and keeps what was answered; with the model back it goes on', async () => {
    const { code, stderr, records, again, restore, output } = await brokenRun('alter');
    expect(code).toBe(3);
    expect(stderr).toContain('housing.onnx');
    expect(records.length).toBeGreaterThan(2);
    expect(records.length).toBeLessThan(12);
    restore();
    expect((await again()).code).toBe(0);
    const after = await readRun(output);
    expect(after.filter(({ status }) => status === 'ok')).toHaveLength(12);
    expect(after).toEqual(expect.arrayContaining(records.filter(({ status }) => status === 'ok')));
  });
});
