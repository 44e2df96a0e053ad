// Stands in for the slow part only: a real worker thread of the real pool that does as the first bytes say.
//   "answer" | "block:MS" (the thread is blocked) | "wait:MS" (it isn't) | "throw" | "exit" | "loop" (for ever) | "code:CODE"
// The self-test passes but in the folder "altered".
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

export async function answer(task) {
  if (workerData.folder === 'missing') return { kind: 'failure', code: 'model-missing', message: 'Expected a model' };
  if (task.kind === 'ping') return { kind: 'ready' };
  if (task.kind === 'self-test') {
    const altered = { kind: 'failure', code: 'model-altered', message: 'Expected the golden answer' };
    return workerData.folder === 'altered' ? altered : { kind: 'ready' };
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
  if (what === 'throw') throw new Error('a stranger among the errors');
  if (what === 'code') return { kind: 'failure', code: value, message: `Expected better; received ${value}` };
  const answered = recognition(task.bytes, what);
  if (!task.location) delete answered.image.location;
  return { kind: 'recognition', recognition: answered, stageTimes: { decode: 2, read: 30 } };
}
