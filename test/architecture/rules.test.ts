import { expect, it } from 'vitest';
import { circles, impure, violations } from './rules.js';
import { readSource, type SourceFacts } from './source.js';

const source = (name: string, ...lines: string[]): SourceFacts => readSource(name, lines.join('\n'));

it.each([
  { name: 'image/crop', code: "import { x } from '../recognise/result.js';", says: 'must not import recognise/result' },
  { name: 'image/crop', code: "import type { X } from '../http/app.js';", says: 'must not import http/app' },
  { name: 'recognise/detect', code: "export { x } from '../cli/classify.js';", says: 'must not import cli/classify' },
  { name: 'metrics/ece', code: "const x = await import('../survey/run.js');", says: 'must not import survey/run' },
  { name: 'inference/session', code: "import '../bundle/load.js';", says: 'must not import bundle/load' },
  {
    name: 'survey/run',
    code: "import { work } from '../inference/worker.js';",
    says: 'must not import inference/worker',
  },
  { name: 'helpers/x', code: '', says: 'belongs to no part of the architecture' },
  {
    name: 'http/app',
    code: 'const home = process.env.HOME;',
    says: 'process member env is for config and inference/no-telemetry only',
  },
  {
    name: 'http/app',
    code: "const home = process['env'];",
    says: 'process member env is for config and inference/no-telemetry only',
  },
  { name: 'http/app', code: 'const { env } = process;', says: 'process member * is for nobody only' },
  { name: 'http/app', code: "import { env } from 'node:process';", says: 'import of node:process is for nobody only' },
  { name: 'cli/verify', code: 'process.exit(1);', says: 'process member exit is for main only' },
  { name: 'cli/verify', code: 'process.exitCode = 1;', says: 'process member exitCode is for main only' },
  { name: 'recognise/x', code: "import sharp from 'sharp';", says: 'import of sharp is for image only' },
  {
    name: 'recognise/x',
    code: "import { Tensor } from 'onnxruntime-node';",
    says: 'import of onnxruntime-node is for inference/session only',
  },
  { name: 'http/app', code: 'await app.listen({ port: 1 });', says: 'call of listen is for http/serve only' },
  {
    name: 'page/words',
    code: "import { decidingCamera } from '../recognise/result.js';",
    says: 'runs in a browser and must not import more than types of recognise/result',
  },
  {
    name: 'page/words',
    code: "import { z } from 'zod';",
    says: 'runs in a browser and must not import more than types of zod',
  },
  {
    name: 'page/words',
    code: "import type { Bundle } from '../bundle/schema.js';",
    says: 'must not import bundle/schema',
  },
])('finds in $name: $code', ({ name, code, says }) => {
  expect(violations(source(name, code))).toEqual([`${name}: ${says}`]);
});

it.each([
  { name: 'config', code: 'const home = process.env.HOME;' },
  { name: 'main', code: 'process.exitCode = 1; process.exit(2);' },
  { name: 'http/serve', code: 'await app.listen({ port: 1 });' },
  { name: 'image/sharp', code: "import sharp from 'sharp';" },
  { name: 'image/heic/decode', code: "import { Worker } from 'node:worker_threads';" },
  { name: 'inference/session', code: "import { Tensor } from 'onnxruntime-node';" },
  { name: 'recognise/recognise', code: "import { decode } from '../image/decode.js';" },
  { name: 'page/words', code: "import type { Camera } from '../recognise/result.js'; import { h } from './dom.js';" },
  { name: 'http/app', code: '// process.env and app.listen() in words only' },
])('finds nothing in $name: $code', ({ name, code }) => {
  expect(violations(source(name, code))).toEqual([]);
});

it('lets a file have 300 lines and no more', () => {
  const lines = Array.from({ length: 301 }, () => '//');
  expect(violations(source('errors', ...lines.slice(1)))).toEqual([]);
  expect(violations(source('errors', ...lines))).toEqual(['errors: has 301 lines, more than 300']);
});

it('finds a circle of imports and leaves a diamond alone', () => {
  const a = source('a', "import './b.js'; import './c.js';");
  const b = source('b', "import './d.js';");
  const c = source('c', "import './d.js';");
  expect(circles([a, b, c, source('d')])).toEqual([]);
  expect(circles([a, b, c, source('d', "import './a.js';")])).toEqual(['a -> b -> d -> a']);
});

it('lets a pure module take in types and other pure modules, nothing else', () => {
  const files = (code: string): SourceFacts[] => [source('pure/a', code), source('pure/b')];
  expect(impure(files("import type { X } from '../image/decode.js'; import { y } from './b.js';"), ['pure'])).toEqual(
    [],
  );
  expect(impure(files("import { x } from '../image/decode.js';"), ['pure'])).toEqual([
    'pure/a: is pure and must not import image/decode',
  ]);
  expect(impure(files("import { readFile } from 'node:fs/promises';"), ['pure'])).toEqual([
    'pure/a: is pure and must not import node:fs/promises',
  ]);
});
