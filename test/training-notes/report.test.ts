/** The report's page, made by the recipe's script of figures by hand. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { metricsOf } from '../../src/metrics/metrics.js';
import { folderOf } from '../support/cli.js';
import { sampleOf } from '../support/samples.js';

const script = fileURLToPath(new URL('../../training-notes/recipe/report.mjs', import.meta.url));
const nasty = '<script>alert("1")</script>&\'';
const metrics = {
  model: { id: 'tiny-1', version: '0.0.1' },
  split: 'test',
  ...metricsOf([
    sampleOf({ id: 'fine' }, 'hikvision', 0.9),
    sampleOf({ id: nasty, brand: `other:${nasty}`, source: nasty, form: 'dome' }, 'dahua', 0.8),
    sampleOf({ brand: 'none', scene: 'in-situ', form: 'scene', wordmarkLegible: false }, 'no-camera', 0.9),
  ]),
};
const share = { k: 1, n: 2 };
const figures = { pictures: 2, family: 0, ece: null };
const names = ['precision', 'rightClaims', 'claimsOnOthers', 'found30', 'found50', 'falseCameras'];
const set = { ...figures, ...Object.fromEntries(names.map((name) => [name, share])) };
const variant = (name: string, sets: object) => ({ name, changed: ['a.b'], sets });
const change = { n: 3, claimsBefore: 2, toAnotherBrand: [], toBrand: [nasty], toNoBrand: [], kindChanged: 1 };

async function pageOf(files: Readonly<Record<string, unknown>>): Promise<{ html: string; files: string[] }> {
  const texts = Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)]);
  const folder = await folderOf(Object.fromEntries(texts) as Record<string, string>);
  await promisify(execFile)(process.execPath, [script, folder]);
  return { html: await readFile(path.join(folder, 'index.html'), 'utf8'), files: await readdir(folder) };
}

const whole = await pageOf({
  'metrics.json': metrics,
  'metrics-scenes.json': metrics,
  'ablations.json': {
    model: metrics.model,
    split: 'test',
    variants: [variant('whole', { real: set }), variant(nasty, { real: { ...set, rightClaims: { k: 0, n: 2 } } })],
  },
  'watermarks.json': { pictures: 3, split: 'test', covered: change, added: change, beside: change },
});

it('shows what it was given as text, runs nothing and fetches nothing', () => {
  expect(whole.html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
  expect(whole.html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|url\(|@import|(src|href)=/i);
  expect(whole.html.match(/https?:\/\/[^"]*/g)?.every((url) => url === 'http://www.w3.org/2000/svg')).toBe(true);
});

it("puts what wasn't reached first: one of two claims is right, and 0.99 was the aim", () => {
  const rows = [...whole.html.matchAll(/<tr class="(missed|met)">/g)].map(([, kind]) => kind);
  expect(rows.indexOf('met')).toBeGreaterThan(0);
  expect(rows.lastIndexOf('missed')).toBeLessThan(rows.indexOf('met'));
  expect(whole.html).toContain('<td>at least 0.99</td><td>0.500</td><td>1/2</td><td>0.095-0.905</td><td>NOT MET</td>');
});

it('has every slice, the worst errors, the ablations with their difference, and the watermarks', () => {
  for (const name of Object.keys(metrics.slices)) expect(whole.html).toContain(`<summary>by ${name} (`);
  expect(whole.html).toContain('<td>wrong-claim</td>');
  expect(whole.html).toContain('<td>0.000 (0/2)</td><td>-1</td>');
  expect(whole.html).toContain('HIKVISION&#39; beside the camera</th><td>3</td><td>2</td><td>0</td><td>1</td>');
});

it('writes the charts beside it, and does with what is there', async () => {
  const charts = ['reliability-real.svg', 'reliability-scenes.svg', 'risk-coverage-real.svg', 'risk-coverage-scenes.svg'];
  expect(whole.files.filter((name) => name.endsWith('.svg')).sort()).toEqual(charts);
  const real = await pageOf({ 'metrics.json': metrics });
  expect(real.files.filter((name) => name.endsWith('.svg'))).toHaveLength(2);
  expect(real.html).not.toContain('Ablations');
});
