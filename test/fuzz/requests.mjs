// Mutants of requests: forms, JSON, queries and headers around photos that may be mutants themselves.
import { oddNumber, withOddNumber } from './random.mjs';

const names = [
  ...Array.from({ length: 20 }, () => 'image'),
  'images',
  '',
  '\0',
  '../../etc/passwd',
  'a'.repeat(5000),
  'é"; name="x',
  '=cmd|x!A1',
  '\r\nX: y',
];
const types = ['image/jpeg', 'text/html', '', 'image/*', 'multipart/form-data', 'application/json', '\u00ff'];

const part = (random, boundary, photo) => {
  const breaks = random.pick(['\r\n', '\r\n', '\r\n', '\n']);
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${random.pick(names)}"; filename="${random.pick(names)}"`,
    random.chance(0.8)
      ? `Content-Type: ${random.pick(types)}`
      : `X-${random.below(9)}: ${'b'.repeat(oddNumber(random, 1))}`,
  ].join(breaks);
  return Buffer.concat([Buffer.from(`${head}${breaks}${breaks}`, 'latin1'), photo, Buffer.from(breaks)]);
};

/** A form, mostly well made, then cut, changed, or announced under another boundary. */
export function mutateForm(random, photo) {
  const boundary = random.pick(['b', 'x'.repeat(70), '----b', "'()+_,-./:=?"]);
  const parts = Array.from({ length: random.pick([0, 1, 1, 2, 3, 40, 300]) }, () => part(random, boundary, photo()));
  let body = Buffer.concat([...parts, Buffer.from(random.chance(0.8) ? `--${boundary}--\r\n` : '')]);
  if (random.chance(0.3)) body = body.subarray(0, random.below(body.length + 1));
  if (random.chance(0.3)) body = withOddNumber(random, body);
  const said = random.pick([boundary, boundary, boundary, boundary, 'other', '', `${boundary}"`]);
  return { path: '/v1/classify', body, type: `multipart/form-data${said === '' ? '' : `; boundary="${said}"`}` };
}

const values = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x'.repeat(10_000),
  '\u0000',
  [],
  {},
  [[[[]]]],
  '__proto__',
  '/data/local-files/?d=../../etc/passwd',
  'http://192.0.2.1/',
];

/** A value with one thing in it replaced, left out or nested. */
function mutateValue(random, value) {
  if (random.chance(0.25) || typeof value !== 'object' || value === null) return random.pick(values);
  const keys = Object.keys(value);
  if (keys.length === 0) return random.pick(values);
  const key = random.pick(keys);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (random.chance(0.2)) {
    delete copy[key];
    return copy;
  }
  copy[key] = mutateValue(random, value[key]);
  return copy;
}

/** What Label Studio would send, changed: the value, or its text. */
export function mutateJson(random) {
  const predict = {
    tasks: [{ id: 1, data: { image: '/data/upload/1/a.jpg' } }],
    label_config:
      '<View><Image name="i" value="$image"/><Choices name="c" toName="i"><Choice value="hikvision"/></Choices></View>',
    project: '1.2',
    params: { login: 'a', password: 'b', context: {} },
  };
  const [path, base] = random.pick([
    ['/predict', predict],
    ['/setup', { project: '1.2', schema: predict.label_config, hostname: 'http://h', access_token: 't' }],
    ['/webhook', { action: 'PROJECT_UPDATED', project: { id: 1 } }],
  ]);
  let body = Buffer.from(JSON.stringify(mutateValue(random, mutateValue(random, base))));
  if (random.chance(0.3)) body = withOddNumber(random, body);
  if (random.chance(0.1)) body = body.subarray(0, random.below(body.length + 1));
  if (random.chance(0.05)) body = Buffer.from('['.repeat(100_000));
  return { path, body, type: 'application/json' };
}

/** A photo under a strange query or type. */
export function mutateQuery(random, photo) {
  const keys = ['debug', 'trace', '__proto__', 'x', 'file', 'debug', '%', 'a[b]'];
  const pairs = Array.from(
    { length: random.pick([0, 1, 2, 500]) },
    () => `${random.pick(keys)}=${random.pick(['1', 'true', '%00', '%ff', '-1', 'x'.repeat(1000)])}`,
  );
  const path = random.pick([
    '/v1/classify',
    '/v1/classify/',
    '/v1/review/photos/%2e%2e',
    '/page/..%2f..%2fpackage.json',
    '/v1/%c0%ae',
  ]);
  return {
    path: `${path}?${pairs.join('&').slice(0, 8000)}`,
    body: photo(),
    type: random.pick(['image/jpeg', 'image/png', 'application/octet-stream', 'text/plain', 'x/y; z="']),
  };
}

const commands = [
  'classify',
  'report',
  'merge',
  'watch',
  'verify',
  'bench',
  'evaluate',
  'pack',
  'review',
  'teach',
  'enqueue',
  'doctor',
  'nonsense',
];
const words = [
  '--format',
  '--output',
  '--shard',
  '--workers',
  '--threads',
  '--model',
  '--max-pixels',
  '--redis',
  '-',
  '--',
  '--__proto__',
  '--shard=0/0',
  '--workers=1e9',
  '--port=-1',
  '--threads=NaN',
  '3/2',
  '-1',
  '',
  '\u202e',
  'x'.repeat(9000),
  '/dev/full',
  '/nowhere',
  '--version=',
  '--help=1',
];

/** Arguments of the command line that can't do any work: no photo is among them, nor a model for what needs no photo. */
export function mutateArguments(random) {
  const command = random.pick(commands);
  const idle = ['verify', 'bench'].includes(command) ? ['--model', '/nowhere'] : [];
  return [command, ...idle, ...Array.from({ length: random.below(5) }, () => random.pick(words))];
}
