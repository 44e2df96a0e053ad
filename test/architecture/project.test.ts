import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { circles, impure, violations } from './rules.js';
import { readSource } from './source.js';

const root = join(import.meta.dirname, '../../src');
const files = globSync('**/*.ts', { cwd: root })
  .sort()
  .map((path) => readSource(path.replace(/\.ts$/, ''), readFileSync(join(root, path), 'utf8')));

/** Modules that compute and do nothing else. */
const pure = [
  'errors',
  'http/label-studio/interface',
  'http/label-studio/prediction',
  'bundle/gallery',
  'bundle/golden',
  'bundle/schema',
  'bundle/shapes',
  'cli/doctor-advice',
  'image/geometry',
  'image/heic/boxes',
  'image/heic/header',
  'image/heic/items',
  'image/heic/tiff',
  'image/homography',
  'image/warp',
  'image/tensor',
  'metrics',
  'pack/claims',
  'pack/words',
  'page/answers',
  'page/cell',
  'page/export',
  'page/filters',
  'page/keyboard',
  'page/report/entries',
  'page/report/facts',
  'page/report/grid',
  'page/report/projection',
  'page/rules',
  'page/verdicts',
  'page/words',
  'recognise/combine',
  'recognise/decide',
  'recognise/gallery',
  'recognise/legibility',
  'recognise/probability',
  'recognise/quality',
  'recognise/result',
  'recognise/teach',
  'recognise/wordmark/ctc',
  'recognise/wordmark/lexicon',
  'recognise/wordmark/lines',
  'recognise/wordmark/quads',
  'recognise/wordmark/rectangle',
  'recognise/wordmark/spelling',
  'recognise/wordmark/look',
  'recognise/wordmark/spot',
  'report/privacy',
  'survey/distance',
  'survey/group-by',
  'survey/json-lines',
  'survey/pace',
  'survey/places',
  'survey/review',
  'survey/sites',
  'survey/verdict-lines',
  'survey/warnings',
];

it('has something to check', () => {
  expect(files.map(({ name }) => name)).toContain('recognise/recognise');
  expect(files.filter(({ name }) => pure.includes(name)).length).toBeGreaterThan(3);
});

it.each(files)('$name keeps the rules', (file) => {
  expect(violations(file)).toEqual([]);
});

it('imports nothing in a circle', () => {
  expect(circles(files)).toEqual([]);
});

it('keeps its pure modules pure', () => {
  expect(impure(files, pure)).toEqual([]);
});

it('lists no pure module that is gone', () => {
  const names = files.map(({ name }) => name);
  expect(pure.filter((part) => !names.some((name) => name === part || name.startsWith(`${part}/`)))).toEqual([]);
});
