// Stands in for the slow part only: a real worker thread of the real pool that does as the first bytes say.
//   "answer" | "block:MS" (the thread is blocked) | "wait:MS" (it isn't) | "throw" | "exit" | "loop" (for ever) | "code:CODE"
//   "memory" (takes all that it may)
// The self-test passes but in the folder "altered". There's no model in the folder "missing", nor while a folder holds a file "away";
// while it holds a file "fatal", a worker ends as it begins.
import { existsSync } from 'node:fs';
import { threadId, workerData } from 'node:worker_threads';

const cell = new Int32Array(new SharedArrayBuffer(4));

const recognition = (bytes, did) => ({
  verdict: { kind: 'no-camera', brand: null, confidence: 0.9, camera: null },
  cameras: [],
  image: {
    width: Math.max(1, bytes.byteLength),
    height: threadId,
    format: 'jpeg',
    takenAt: did,
    location: { lat: 51.5, lon: -0.14 },
  },
});

const holds = (file) => existsSync(`${workerData.folder}/${file}`);

if (holds('fatal')) process.exit(7);

let hasModel = false;

export async function answer(task) {
  hasModel ||= workerData.folder !== 'missing' && !holds('away');
  if (!hasModel) return { kind: 'no-model', thread: threadId, code: 'model-missing', message: 'Expected a model' };
  if (task.kind === 'ping') return { kind: 'ready', thread: threadId };
  if (task.kind === 'self-test') {
    const altered = { kind: 'failure', code: 'model-altered', message: 'Expected the golden answer' };
    return workerData.folder === 'altered' ? altered : { kind: 'ready', thread: threadId };
  }
  task.port.on('message', () => {
    throw new Error('the time is over');
  });
  task.port.postMessage('started');
  try {
    return await doAsTold(task);
  } finally {
    task.port.close();
  }
}

async function doAsTold(task) {
  const [what, value] = new TextDecoder().decode(task.bytes.subarray(0, 40)).trim().split(':');
  if (what === 'block') Atomics.wait(cell, 0, 0, Number(value));
  if (what === 'wait') await new Promise((resolve) => setTimeout(resolve, Number(value)));
  if (what === 'loop') for (;;) cell[0] += 1;
  if (what === 'exit') process.exit(7);
  if (what === 'memory') for (const all = []; ;) all.push(new Array(1e5).fill(all.length));
  if (what === 'throw') throw new Error('a stranger among the errors');
  if (what === 'code') return { kind: 'failure', code: value, message: `Expected better; received ${value}` };
  const answered = recognition(task.bytes, what);
  if (!task.location) delete answered.image.location;
  return { kind: 'recognition', recognition: answered, stageTimes: { decode: 2, read: 30 } };
}
