import { expect, it } from 'vitest';
import { defaultBundleFolder } from '../src/bundle/load.js';
import { readConfig, variableName } from '../src/config.js';

it('has defaults for everything', () => {
  expect(readConfig({}, {}, 4)).toEqual({
    host: '127.0.0.1',
    port: 8080,
    token: undefined,
    allowAnonymous: false,
    corsOrigin: [],
    rateLimit: 600,
    keep: undefined,
    labelStudio: false,
    labelStudioFiles: undefined,
    workers: 3,
    threads: 1,
    queue: 16,
    maxBytes: 67_108_864,
    budgetBytes: 268_435_456,
    maxPixels: 50_000_000,
    timeoutMs: 8000,
    model: defaultBundleFolder(),
    redis: undefined,
    queueName: 'whosecam',
    concurrency: undefined,
    rate: undefined,
    s3Endpoint: undefined,
  });
});

it('takes the variable over the default and the flag over the variable', () => {
  const env = { WHOSECAM_PORT: '9000', WHOSECAM_MAX_BYTES: '5', WHOSECAM_HOST: '0.0.0.0' };
  expect(readConfig({ port: '9001' }, env, 4)).toMatchObject({ port: 9001, maxBytes: 5, host: '0.0.0.0' });
});

it('takes an empty variable for none, and leaves other variables and flags alone', () => {
  const env = { WHOSECAM_PORT: '', WHOSECAM_COLOUR: 'red', PORT: '1' };
  const flags = { output: 'x.jsonl', format: 'csv' } as object;
  expect(readConfig(flags, env, 4).port).toBe(8080);
});

it('names a variable for every option', () => {
  expect([variableName('port'), variableName('maxBytes'), variableName('timeoutMs')]).toEqual([
    'WHOSECAM_PORT',
    'WHOSECAM_MAX_BYTES',
    'WHOSECAM_TIMEOUT_MS',
  ]);
});

it.each([
  ['port', '0', '65535', ['-1', '65536', '80.5', 'http', ' 80', '0x50', '1e3', Number.NaN]],
  ['workers', '1', '64', ['0', '65']],
  ['threads', '1', '64', ['0', '65']],
  ['queue', '0', '10000', ['-1', '10001']],
  ['maxBytes', '1', '1073741824', ['0', '1073741825']],
  ['budgetBytes', '1', '68719476736', ['0', '68719476737']],
  ['rateLimit', '0', '1000000', ['-1', '1000001']],
  ['maxPixels', '1', '268402689', ['0', '268402690']],
  ['timeoutMs', '1', '3600000', ['0', '3600001']],
] as const)('takes %s from %s to %s and nothing past that', (option, least, most, wrong) => {
  expect(readConfig({ [option]: least }, {}, 4)[option]).toBe(Number(least));
  expect(readConfig({ [option]: most }, {}, 4)[option]).toBe(Number(most));
  for (const value of wrong) {
    expect(() => readConfig({ [option]: value }, {}, 4)).toThrow(
      expect.objectContaining({ code: 'bad-config', exitCode: 2 }),
    );
  }
});

it('takes several origins, and nothing that a browser would not send as one', () => {
  const both = ['https://survey.example.org', 'http://localhost:5173'];
  expect(readConfig({ corsOrigin: both }, {}, 4).corsOrigin).toEqual(both);
  expect(readConfig({}, { WHOSECAM_CORS_ORIGIN: both.join(', ') }, 4).corsOrigin).toEqual(both);
  for (const wrong of [
    '*',
    'null',
    'survey.example.org',
    'https://survey.example.org/',
    'https://x.org/app',
    'ftp://x',
  ]) {
    expect(() => readConfig({ corsOrigin: [wrong] }, {}, 4)).toThrow('Expected origins such as');
  }
});

it('takes a yes or a no, and nothing else', () => {
  expect(readConfig({ allowAnonymous: true }, {}, 4).allowAnonymous).toBe(true);
  expect(readConfig({}, { WHOSECAM_ALLOW_ANONYMOUS: 'true' }, 4).allowAnonymous).toBe(true);
  expect(readConfig({}, { WHOSECAM_ALLOW_ANONYMOUS: 'false' }, 4).allowAnonymous).toBe(false);
  expect(() => readConfig({}, { WHOSECAM_ALLOW_ANONYMOUS: 'yes' }, 4)).toThrow('Expected true or false');
});

it('says what was expected, where, and what came', () => {
  expect(() => readConfig({}, { WHOSECAM_PORT: 'http' }, 4)).toThrow(
    'Expected a whole number from 0 to 65535 for port (WHOSECAM_PORT); received "http"',
  );
});

it('never repeats a token, not even a wrong one', () => {
  expect(() => readConfig({ token: 12345 }, {}, 4)).toThrow(/^((?!12345).)*$/);
});

it.each([
  { cores: 1, flags: {}, workers: 1, threads: 1 },
  { cores: 2, flags: {}, workers: 1, threads: 2 },
  { cores: 4, flags: {}, workers: 3, threads: 1 },
  { cores: 16, flags: {}, workers: 4, threads: 4 },
  { cores: 16, flags: { workers: 2 }, workers: 2, threads: 8 },
  { cores: 16, flags: { threads: 8 }, workers: 2, threads: 8 },
  { cores: 2, flags: { threads: 8 }, workers: 1, threads: 8 },
  { cores: 2, flags: { workers: 4, threads: 2 }, workers: 4, threads: 2 },
])('shares $cores cores out with $flags', ({ cores, flags, workers, threads }) => {
  expect(readConfig(flags, {}, cores)).toMatchObject({ workers, threads });
});

it.each([
  { cores: 1, workers: 1, threads: 1 },
  { cores: 2, workers: 2, threads: 1 },
  { cores: 4, workers: 4, threads: 1 },
  { cores: 16, workers: 4, threads: 4 },
])('leaves none of $cores cores where none is to be spared', ({ cores, workers, threads }) => {
  expect(readConfig({}, {}, cores, 0)).toMatchObject({ workers, threads });
});

it('gives an object that nobody can change', () => {
  expect(Object.isFrozen(readConfig({}, {}, 4))).toBe(true);
});
