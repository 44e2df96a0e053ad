/** The Kubernetes manifest, by Kubernetes' own schema; and what its pods do. No cluster is asked. */
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Job, type IJob } from 'kubernetes-models/batch/v1';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../support/cli.js';
import { start } from '../support/process.js';
import { writeSmallPhotos } from '../support/small-photos.js';

const root = path.join(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'deploy/kubernetes-job.yaml'), 'utf8');
const manifest = parse(text) as IJob;

/** Keys that the schema doesn't know, which its validator lets pass: the compiler refuses them in a literal of the schema's type. */
async function unknownKeys(job: unknown): Promise<string[]> {
  const head = "import type { IJob } from 'kubernetes-models/batch/v1';\nexport const job: IJob = ";
  const folder = await folderOf({ 'job.ts': head + JSON.stringify(job) });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const options = { strict: true, skipLibCheck: true, noEmit: true, types: [], moduleResolution: 'bundler' };
  const { options: read } = ts.convertCompilerOptionsFromJson({ ...options, module: 'esnext' }, folder);
  const program = ts.createProgram([path.join(folder, 'job.ts')], read);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

it('is what Kubernetes expects', async () => {
  expect(() => new Job(manifest).validate()).not.toThrow();
  expect(await unknownKeys(manifest)).toEqual([]);
});

it.each([
  ['a number as text', 'completions: 16', "completions: '16'", /completions must be integer/],
  ['a container without a name', '- name: classify', '- nom: classify', /must have required property name/],
])('with %s it would not be', (_, from, to, words) => {
  expect(() => new Job(parse(text.replace(from, to)) as IJob).validate()).toThrow(words);
});

it('with a key that is written wrong it would not be', async () => {
  const [problem, ...more] = await unknownKeys(parse(text.replace('completionMode', 'completionmode')));
  expect([problem, more]).toEqual([expect.stringMatching(/'"completionmode"' does not exist in type 'IJobSpec'/), []]);
});

it('its pods share the photos, each its own part', async () => {
  const [photos, results] = [await folderOf({}), await folderOf({})];
  await writeSmallPhotos(photos, 4);
  const container = manifest.spec?.template.spec?.containers[0];
  const [shell = '', ...args] = container?.command ?? [];
  const count = manifest.spec?.completions ?? 0;
  expect(args.at(-1)).toContain(`/${count} `);
  for (const index of [0, 1]) {
    const here = args.map((word) =>
      word.replaceAll('/photos', photos).replaceAll('/results', results).replace(`/${count} `, '/2 '),
    );
    const { code, stderr } = await start('env', [`JOB_COMPLETION_INDEX=${index}`, shell, ...here], root).ended;
    expect(code, stderr).toBe(0);
  }
  const parts = ['part-1.jsonl', 'part-2.jsonl'].map((name) => path.join(results, name));
  const merged = ['dist/main.js', 'merge', ...parts, '--output', path.join(results, 'run.jsonl')];
  expect(await start(process.execPath, merged, root).ended).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('4 photos of 2 parts') as string,
  });
});
