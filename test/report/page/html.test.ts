import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { pageText, readParts } from '../../../src/report/page/html.js';
import { photoFacts, reportFacts } from '../../../src/report/page/facts.js';
import { okRecordOf } from '../../support/records.js';
import { dataOf } from '../../support/report.js';

const parts = { markup: '<p>{{policy}}</p>{{style}}{{data}}{{script}}', style: 'a{}', script: 'go()' };

/** The page's text for records of these files. */
function textFor(files: readonly string[], given = parts): string {
  const data = dataOf(files.map((file) => okRecordOf({ file })));
  return [...pageText(given, { ...reportFacts(data, 'A report'), card: null }, photoFacts(data, []))].join('');
}

const blocksOf = (text: string): unknown[] =>
  [...text.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)].map(
    ([, json = '']) => JSON.parse(json) as unknown,
  );

it.each([
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '<img src=x onerror=alert(1)>',
  '\u2028\u2029\u0000\uD800"\\',
  '{{script}}$&$1',
])('a file called %j stays data, letter for letter', (file) => {
  const text = textFor([file]);
  const [, photos] = blocksOf(text) as [unknown, { record: { file: string } }[]];
  expect(photos[0]?.record.file).toBe(file);
  // Markup begins with what the page itself has, and with nothing else.
  expect(text.match(/<[a-z!/]+/gi)).toEqual(textFor(['plain.jpg']).match(/<[a-z!/]+/gi));
  expect(/[\u2028\u2029]/.test(text)).toBe(false);
});

it('photos come in blocks of 500', () => {
  const files = Array.from({ length: 1001 }, (_, i) => `${i}.jpg`);
  const [, ...blocks] = blocksOf(textFor(files)) as [unknown, ...{ record: { file: string } }[][]];
  expect(blocks.map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(blocks.flat().map(({ record }) => record.file)).toEqual(files);
});

it('the policy lets in this script and this style, by their hashes, and no other address', async () => {
  const built = await readParts();
  const text = textFor(['a.jpg'], built);
  const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(text)?.[1] ?? '';
  const hash = (code: string): string => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(built.script)}`,
    `style-src ${hash(built.style)}`,
    "img-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  expect(text).toContain(`<script>${built.script}</script>`);
  expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<style>'));
  // An address anywhere would be one to reach; the SVG namespace is a name.
  const addresses = text.match(/https?:\/\/[\w./-]+/g) ?? [];
  expect([...new Set(addresses)]).toEqual(['http://www.w3.org/2000/svg']);
});
