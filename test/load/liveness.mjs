// A thread of its own asks /livez ten times a second: the clients' thread is too busy to tell how long an answer took.
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { url, seconds } = workerData;
const until = performance.now() + seconds * 1000;
const times = [];
while (performance.now() < until) {
  const before = performance.now();
  const answer = await fetch(`${url}/livez`);
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`Expected 200 of /livez; received ${answer.status}`);
  times.push(performance.now() - before);
  await pause(100);
}
parentPort.postMessage(times);
