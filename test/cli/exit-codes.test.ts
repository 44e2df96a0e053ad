import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

const model = await writeTinyBundle();
const photos = await folderOf({ 'a.jpg': 'answer' });
const empty = await folderOf({});

describe('wrong use ends with 2 and says why on stderr', () => {
  it.each([
    [],
    ['guess'],
    ['classify'],
    ['classify', '--no-such-option', photos],
    ['classify', '--format', 'xml', photos],
    ['classify', '--workers', '0', photos],
    ['classify', '--model', model, empty],
    ['classify', '--model', model, `${empty}/*.jpg`],
    ['classify', '--model', model, photos, '--output', 'records.csv'],
    ['classify', '--model', model, photos, '--output', path.join(empty, 'no-such-folder', 'o.jsonl')],
    ['watch', '--model', model, empty],
    ['watch', '--model', model, path.join(empty, 'no-such-folder'), '--output', 'o.jsonl'],
    ['watch', '--model', model, path.join(photos, 'a.jpg'), '--output', 'o.jsonl'],
    ['watch', '--model', model, photos, '--output', 'records.csv'],
    ['watch', '--model', model, photos, '--output', 'o.jsonl', '--settle-seconds', '0'],
    ['serve', '--model', model, '--port', '99999'],
    ['serve', '--model', model, '--host', '0.0.0.0'],
    ['serve', '--model', model, '--host', '192.0.2.1', '--allow-anonymous'],
    ['evaluate', '--model', model, path.join(empty, 'manifest.jsonl')],
    ['evaluate'],
  ])('%j %j %j %j %j %j %j %j', async (...args: string[]) => {
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });
});

describe('a model that is missing or altered ends with 3', () => {
  it('when there is none', async () => {
    const { code, stderr } = await run(['classify', '--model', empty, photos]);
    expect(code).toBe(3);
    expect(stderr).toContain('bundle.json');
  });

  it('when a file is gone or another one', async () => {
    const own = await writeTinyBundle();
    await writeFile(path.join(own, 'housing.onnx'), 'altered');
    expect((await run(['classify', '--model', own, photos])).code).toBe(3);
    expect((await run(['serve', '--model', own])).code).toBe(3);
    await rm(path.join(own, 'housing.onnx'));
    expect((await run(['classify', '--model', own, photos])).code).toBe(3);
  });
});

describe('help and version end with 0', () => {
  it.each([['--help'], ['--version'], ['help', 'classify'], ['classify', '--help'], ['serve', '--help']])(
    '%s %s',
    async (...args: string[]) => {
      const { code, stdout } = await run(args);
      expect(code).toBe(0);
      expect(stdout).not.toBe('');
    },
  );

  it.each(['classify', 'serve', 'evaluate', 'verify', 'doctor'])('and the help of %s has examples', async (verb) => {
    expect((await run([verb, '--help'])).stdout).toContain(`Examples:\n  whosecam ${verb}`);
  });
});
