// The clients of soak.mjs. Each is one turn of a client of its kind: it gives undefined when all was as it should be, else what
// wasn't. `answers` knows what each photo was answered at the start.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';

/** What a record says of a photo: all of it but the name and the time that it took. */
export const saidOf = (record) => ({ ...record, file: null, elapsedMs: null });

async function post(url, body, type, more = {}) {
  const headers = type === undefined ? more : { ...more, 'content-type': type };
  const answer = await fetch(`${url}/v1/classify`, { method: 'POST', body, headers });
  return { status: answer.status, body: await answer.json() };
}

const formOf = (photos, name = 'image') => {
  const form = new FormData();
  for (const [file, bytes] of photos) form.append(name, new Blob([bytes], { type: 'image/jpeg' }), file);
  return form;
};

/** A photo's record, raw. The connection is given up with it. */
export async function askRecord(url, bytes) {
  const { status, body } = await post(url, bytes, 'image/jpeg', { connection: 'close' });
  if (status !== 200) throw new Error(`Expected 200 of a good photo; received ${status} ${JSON.stringify(body)}`);
  return body;
}

/** A client that sends one good photo after the other, and every third time two in a form. */
export const goodClient = ({ url, photos, answers }) => {
  const names = [...photos.keys()];
  return async (turn) => {
    const pair = [turn, turn + 1].map((i) => names[i % names.length]);
    const chosen = turn % 3 === 2 ? pair : pair.slice(0, 1);
    const records =
      chosen.length === 1
        ? [(await post(url, photos.get(chosen[0]), 'image/jpeg')).body]
        : (await post(url, formOf(chosen.map((name) => [name, photos.get(name)])))).body.results;
    const other = chosen.filter((name, i) => !isDeepStrictEqual(saidOf(records[i]), answers.get(name)));
    return other.length === 0 ? undefined : `another answer to ${other.join(', ')}`;
  };
};

/** A client whose every request is wrong in a way of its own, and is told so. `read` gives the bytes of a fixture. */
export const badClient = ({ url, read }) => {
  const broken = (file, status, code) => ({
    send: () => post(url, read(`difficulty/${file}`), 'image/jpeg'),
    status,
    code,
  });
  const good = read('difficulty/orientation-1.jpg');
  const ways = [
    broken('truncated.jpg', 422, 'unreadable'),
    broken('text.jpg', 415, 'unsupported-format'),
    broken('svg.svg', 415, 'unsupported-format'),
    broken('animated.gif', 415, 'unsupported-format'),
    broken('wide-header.png', 413, 'too-many-pixels'),
    broken('huge-png-bomb.png', 413, 'too-many-pixels'),
    {
      send: () => post(url, read('difficulty/phone.heic').subarray(0, 30_000), 'image/heic'),
      status: 422,
      code: 'unreadable',
    },
    {
      send: () => post(url, '{"url":"http://127.0.0.1/"}', 'application/json'),
      status: 415,
      code: 'unsupported-format',
    },
    { send: () => post(url, good, 'text/plain'), status: 415, code: 'unsupported-format' },
    { send: () => post(url, formOf([['a.jpg', good]], 'photo')), status: 400, code: 'bad-request' },
    { send: () => post(url, formOf(Array(17).fill(['a.jpg', '']))), status: 413, code: 'too-many-parts' },
    { send: () => post(`${url}/nowhere`, good, 'image/jpeg'), status: 404, code: 'not-found' },
  ];
  return async (turn) => {
    const { send, status, code } = ways[turn % ways.length];
    const answer = await send();
    const told = answer.status === status && answer.body.code === code;
    return told ? undefined : `expected ${status} ${code}; received ${answer.status} ${JSON.stringify(answer.body)}`;
  };
};

/** A client that drips its photo, `bytesPerS` a second: just quickly enough, or too slowly (then it gets 408). */
export const slowClient =
  ({ url, photo, said, bytesPerS, status }) =>
  async () => {
    const upload = request(`${url}/v1/classify`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'image/jpeg', 'content-length': photo.length },
    });
    const answered = once(upload, 'response');
    const ended = new AbortController();
    const drip = (async () => {
      for (let sent = 0; sent < photo.length && !ended.signal.aborted; sent += bytesPerS / 2) {
        upload.write(photo.subarray(sent, sent + bytesPerS / 2));
        await pause(500, undefined, { signal: ended.signal });
      }
      upload.end();
    })().catch(() => undefined);
    const [response] = await answered;
    ended.abort();
    // What is still written after an answer comes to nobody.
    upload.on('error', () => undefined);
    const body = JSON.parse(Buffer.concat(await response.toArray()).toString());
    await drip;
    upload.destroy();
    if (response.statusCode !== status)
      return `expected ${status}; received ${response.statusCode} ${JSON.stringify(body)}`;
    return status !== 200 || isDeepStrictEqual(saidOf(body), said)
      ? undefined
      : 'another answer to the photo that dripped';
  };

/** A client that goes away in the middle, in a way that differs from turn to turn. */
export const brokenClient = ({ url, photo }) => {
  const head = `POST /v1/classify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: image/jpeg\r\ncontent-length: ${photo.length}\r\n\r\n`;
  const form = `POST /v1/classify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: multipart/form-data; boundary=x\r\ntransfer-encoding: chunked\r\n\r\n`;
  const part = '--x\r\ncontent-disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n';
  const ways = [
    { sent: ['POST /v1/cla'], waitMs: 50 },
    { sent: [head], waitMs: 50 },
    { sent: [head, photo.subarray(0, photo.length / 2)], waitMs: 50 },
    { sent: [head, photo.subarray(0, photo.length / 2)], waitMs: 50, how: 'resetAndDestroy' },
    { sent: [head, photo], waitMs: 0 },
    { sent: [head, photo], waitMs: 100, how: 'resetAndDestroy' },
    { sent: [form, `${part.length.toString(16)}\r\n${part}\r\n`, '400\r\n', photo.subarray(0, 500)], waitMs: 50 },
    { sent: [form, '5\r\nabcde\r\n0\r\n\r\n'], waitMs: 100, how: 'end' },
    { sent: ['\x16\x03\x01 no HTTP at all\r\n\r\n'], waitMs: 50 },
  ];
  return async (turn) => {
    const { sent, waitMs, how = 'destroy' } = ways[turn % ways.length];
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.resume();
    for (const piece of sent) socket.write(piece);
    await pause(waitMs);
    socket[how]();
    return undefined;
  };
};

/** A client that looks at what the service shows. */
export const lookingClient = ({ url }) => {
  const addresses = ['/', '/livez', '/readyz', '/v1/model', '/metrics', '/openapi.json', '/docs', '/page/main.js'];
  return async (turn) => {
    const address = addresses[turn % addresses.length];
    const answer = await fetch(`${url}${address}`);
    await answer.arrayBuffer();
    return answer.status === 200 ? undefined : `expected 200 of ${address}; received ${answer.status}`;
  };
};
