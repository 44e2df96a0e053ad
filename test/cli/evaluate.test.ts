import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { recordSchema } from '../../src/recognise/result.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

const row = (id: string, changes: object = {}) =>
  JSON.stringify({
    id,
    image: `images/${id}.webp`,
    split: 'test',
    brand: 'none',
    family: null,
    form: 'scene',
    scene: 'in-situ',
    origin: 'real',
    source: 's',
    wordmarkLegible: false,
    markOn: null,
    boxes: [],
    unheard: 'of',
    ...changes,
  });

const model = await writeTinyBundle();
// The workers of the tests answer `no-camera` at 0.9: right on `none`, wrong on a Dahua bullet.
const folder = await folderOf({
  'images/a.webp': 'answer',
  'images/b.webp': 'answer',
  'images/c.webp': 'answer',
  'images/v.webp': 'answer',
  'manifest.jsonl': [
    row('a'),
    row('b', { brand: 'dahua', form: 'bullet', wordmarkLegible: true, boxes: [[0, 0, 1, 1]] }),
    row('c', { brand: 'unknown' }),
    row('cutout', { image: null }),
    row('v', { split: 'validation' }),
    '',
  ].join('\n'),
  'broken.jsonl': `${row('a')}\n{"id": 7}\n`,
});
const manifest = path.join(folder, 'manifest.jsonl');

it('measures the split that is wanted, and writes figures and records', async () => {
  const [out, records] = [path.join(folder, 'metrics.json'), path.join(folder, 'records.jsonl')];
  const { code, stdout } = await run(['evaluate', manifest, '--model', model, '--out', out, '--records', records]);
  expect(code).toBe(0);
  expect(stdout).toContain('right claims on the two brands        0.000 (0/1, 0.000-0.793)');
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    model: { id: 'tiny-1' },
    split: 'test',
    headline: { pictures: 2, rightClaims: { k: 0, n: 1 } },
    leftOut: 1,
    inSituFound: { any: { k: 0, n: 1 } },
    inSituFalseAlarms: { cameraReported: { k: 0, n: 1 } },
    worst: [{ id: 'b', error: 'missed-mark', answer: 'no-camera' }],
  });
  const files = readFileSync(records, 'utf8').trimEnd().split('\n');
  expect(files.map((line) => path.basename(recordSchema.parse(JSON.parse(line)).file))).toEqual([
    'a.webp',
    'b.webp',
    'c.webp',
  ]);
});

it('measures another split', async () => {
  const { stdout } = await run(['evaluate', manifest, '--model', model, '--split', 'validation']);
  expect(stdout).toContain('pictures of the headline              1, 0 failed, 0 left out');
});

it('refuses a split that has no pictures, and names the line that is no row', async () => {
  expect((await run(['evaluate', manifest, '--model', model, '--split', 'tset'])).code).toBe(2);
  const broken = await run(['evaluate', path.join(folder, 'broken.jsonl'), '--model', model]);
  expect(broken.code).toBe(2);
  expect(broken.stderr).toContain('line 2');
});
