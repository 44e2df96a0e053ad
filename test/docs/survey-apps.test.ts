/** Every example of docs/survey-apps.md as a reader would run it: the built program, the released model, real tools. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNote, browserPath, launchBrowser, patienceMs } from '../support/browser.js';
import { folderOf } from '../support/cli.js';
import { examplesOf } from '../support/markdown.js';
import { main, type Program, serveProgram } from '../support/program.js';
import { failedRecordOf } from '../support/records.js';

const examples = examplesOf(await readFile('docs/survey-apps.md', 'utf8'));
const used = new Set<string>();
/** An example's code. */
const example = (name: string): string => {
  used.add(name);
  const found = examples.get(name);
  if (!found) throw new Error(`Expected an example called ${name}`);
  return found.code;
};

/** A value as it's written, but for its numbers: those are the model's. */
function like(value: unknown): unknown {
  if (typeof value === 'number') return expect.any(Number);
  if (Array.isArray(value)) return value.map(like);
  if (typeof value !== 'object' || value === null) return value;
  return expect.objectContaining(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, like(one)])));
}

const has = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const [hasCurl, hasPython, hasRequests] = [
  has('curl', '--version'),
  has('python3', '--version'),
  has('python3', '-c', 'import requests'),
];

const token = 'choose-a-long-word';
const patient = { timeout: 4 * patienceMs };
let folder: string;
let service: Program;
/** What pages of another origin are asked from. */
const pages = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end(example('page').replaceAll('http://127.0.0.1:8080', service.url)),
);
const originOf = (host: string): string => `http://${host}:${(pages.address() as AddressInfo).port}`;

beforeAll(async () => {
  folder = await folderOf({ 'notes.txt': 'no picture', 'bin/whosecam': `#!/bin/sh\nexec node '${main}' "$@"\n` });
  await chmod(path.join(folder, 'bin/whosecam'), 0o755);
  await copyFile('fixtures/photos/001-hikvision-bullet-brick.jpg', path.join(folder, 'town-hall.jpg'));
  await copyFile('fixtures/photos/045-none-smoke-detector.jpg', path.join(folder, 'library.jpg'));
  await once(pages.listen(0), 'listening');
  const [command = '', serve = ''] = example('serve').trim().split('\n');
  expect([command, serve.split(' ').slice(0, 2)]).toEqual([`export WHOSECAM_TOKEN=${token}`, ['whosecam', 'serve']]);
  const args = serve.replace('https://survey.example.org', originOf('127.0.0.1')).split(' ').slice(2);
  service = await serveProgram(args, { WHOSECAM_TOKEN: token });
}, 2 * patienceMs);
afterAll(async () => {
  pages.close();
  await service.close();
});

/** Runs a program in the reader's folder. */
async function run(command: string, args: readonly string[]): Promise<string> {
  const PATH = `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  const env = { ...process.env, PATH, WHOSECAM_TOKEN: token, WHOSECAM_TIMEOUT_MS: '120000' };
  return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout;
}

/** An example with the address that the service really has. */
const here = (name: string, { url } = service): string => example(name).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, url);
const shell = (name: string): Promise<string> => run('sh', ['-ec', here(name)]);
const json = (text: string): unknown => JSON.parse(text);

describe.skipIf(!hasCurl)('curl', patient, () => {
  it('posts a form and gets records in order', async () => {
    expect(json(await shell('curl-form'))).toMatchObject({
      results: [
        { file: 'town-hall.jpg', verdict: { brand: 'hikvision' } },
        { file: 'library.jpg', verdict: { kind: 'no-camera' } },
      ],
    });
  });

  it('posts one photo and gets the answer that is shown', async () => {
    expect(json(await shell('curl-raw'))).toEqual(like(json(example('answer'))));
  });

  it('posts no photo and gets the problem that is shown', async () => {
    const shown = json(example('problem'));
    expect(json(await shell('curl-problem'))).toMatchObject(shown as object);
  });
});

describe.skipIf(browserPath === undefined)(`the page${browserNote}`, patient, () => {
  const ask = async (host: string, word: string): Promise<string> => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(originOf(host), { timeout: patienceMs });
      await page.getByLabel('Token').fill(word);
      await page.getByLabel('Photo').setInputFiles(path.join(folder, 'town-hall.jpg'));
      const answer = page.getByRole('status').filter({ hasText: /^(?!Looking).+/ });
      return await answer.innerText({ timeout: patienceMs });
    } finally {
      await browser.close();
    }
  };

  it('of the origin that is named shows the answer, or why there is none', async () => {
    expect(await ask('127.0.0.1', token)).toBe('hikvision');
    expect(await ask('127.0.0.1', 'wrong')).toContain('No answer: Expected the header "Authorization: Bearer TOKEN"');
  });

  it('of any other origin gets no answer from its browser', async () => {
    expect(await ask('localhost', token)).toBe('No answer: Failed to fetch');
  });
});

describe('Python', patient, () => {
  const python = (name: string): Promise<string> => run('python3', ['-c', here(name)]);

  it.skipIf(!hasPython)('by itself', async () => {
    expect(await python('stdlib')).toBe('town-hall.jpg hikvision\n');
  });

  it.skipIf(!hasRequests)(`with requests${hasRequests ? '' : ' (skipped: not installed here)'}`, async () => {
    expect(await python('requests')).toBe('town-hall.jpg hikvision\n');
  });
});

describe.skipIf(!hasPython)('an export of ODK Central', patient, () => {
  const photos = {
    '1793614449120.jpg': 'photos/001-hikvision-bullet-brick.jpg',
    '1793615402877.jpg': 'photos/045-none-smoke-detector.jpg',
    '1793616240311.heic': 'difficulty/phone.heic',
  };
  /** Numbers are the model's. */
  const withoutConfidence = (csv: string): string => csv.replaceAll(/,0\.\d+,/g, ',CONFIDENCE,');

  it('gets its answers beside the submissions', async () => {
    await mkdir(path.join(folder, 'media'));
    for (const [name, fixture] of Object.entries(photos)) {
      await copyFile(path.join('fixtures', fixture), path.join(folder, 'media', name));
    }
    await writeFile(path.join(folder, 'submissions.csv'), example('submissions'));
    await writeFile(path.join(folder, 'join.py'), example('join.py'));
    await shell('odk');
    const answered = await readFile(path.join(folder, 'answered.csv'), 'utf8');
    const shown = example('answered').replaceAll('\n', '\r\n');
    expect(withoutConfidence(answered)).toBe(`\uFEFF${withoutConfidence(shown)}`);
  });

  const join = async (submissions: string, records: readonly object[]): Promise<string[][]> => {
    await writeFile(path.join(folder, 'join.py'), example('join.py'));
    await writeFile(path.join(folder, 'kobo.csv'), submissions);
    await writeFile(path.join(folder, 'kobo.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    await run('python3', ['join.py', 'kobo.csv', 'camera_photo', 'kobo.jsonl', 'kobo-answered.csv']);
    const answered = await readFile(path.join(folder, 'kobo-answered.csv'), 'utf8');
    return answered.split('\r\n').map((row) => row.split(',').slice(-3));
  };
  const failed = failedRecordOf({ file: 'media/user/attachments/1/1793614449120.jpg' });

  it('as of KoboToolbox has semicolons and deep folders; a failed photo and one that is missing are no answers', async () => {
    const [, townHall, library] = await join(example('submissions').replaceAll(',', ';'), [failed]);
    expect(townHall).toEqual(['failed', '', 'unreadable']);
    expect(library).toEqual(['photo not found', '', '']);
  });

  it('with two photos of one name is not joined: nobody knows whose is whose', async () => {
    const twice = [failed, { ...failed, file: 'media/user/attachments/2/1793614449120.jpg' }];
    await expect(join(example('submissions'), twice)).rejects.toThrow('have the same name');
  });
});

describe('Label Studio', patient, () => {
  it('connects, takes the interface, and gets the prediction that is shown', async () => {
    await mkdir(path.join(folder, 'photos'));
    await copyFile(path.join(folder, 'town-hall.jpg'), path.join(folder, 'photos', 'town-hall.jpg'));
    const args = example('label-studio').trim().replace('photos/', path.join(folder, 'photos')).split(' ');
    expect(args.splice(0, 4)).toEqual(['whosecam', 'serve', '--port', '9090']);
    const program = await serveProgram(args, { WHOSECAM_TOKEN: token });
    try {
      const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`any:${token}`)}` };
      const post = (route: string, body: string) =>
        fetch(`${program.url}/${route}`, { method: 'POST', headers, body }).then((answer) => answer.json());
      expect(await (await fetch(`${program.url}/health`, { headers })).json()).toMatchObject({ status: 'UP' });
      const shown = json(example('prediction')) as { results: { model_version: string }[] };
      const setup = await post('setup', JSON.stringify({ project: '1.1', schema: example('interface') }));
      expect(setup).toEqual({ model_version: shown.results[0]?.model_version });
      expect(await post('predict', example('task'))).toEqual(like(shown));
      await writeFile(path.join(folder, 'task.json'), example('task'));
      if (hasCurl) expect(json(await run('sh', ['-ec', here('predict', program)]))).toEqual(like(shown));
      else used.add('predict');
    } finally {
      await program.close();
    }
  });
});

it('leaves no example of the document out', () => {
  const skipped = [
    ...(hasCurl ? [] : ['curl-form', 'curl-raw', 'answer', 'curl-problem', 'problem']),
    ...(browserPath === undefined ? ['page'] : []),
    ...(hasPython ? [] : ['stdlib', 'odk', 'join.py', 'submissions', 'answered']),
    ...(hasRequests ? [] : ['requests']),
  ];
  expect([...examples.keys()].filter((name) => !used.has(name) && !skipped.includes(name))).toEqual([]);
});
