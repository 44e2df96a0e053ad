// Preloaded into the real program (node --import): while the file that DYING_WORKER names is there, a worker ends under its photo,
// so many milliseconds after it has begun, as the file says: `exit:5`, or `memory:0` (it takes all that it may). It takes the
// file away first, so that one worker ends and no more.
import { readFileSync, rmSync } from 'node:fs';
import { isMainThread, MessagePort } from 'node:worker_threads';

function die(how) {
  if (how === 'exit') process.exit(7);
  for (const all = []; ;) all.push(new Array(1e5).fill(all.length));
}

function orders() {
  try {
    const text = readFileSync(process.env.DYING_WORKER, 'utf8');
    rmSync(process.env.DYING_WORKER);
    return text.split(':');
  } catch {
    return undefined;
  }
}

if (!isMainThread) {
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (...given) {
    postMessage.apply(this, given);
    if (given[0] !== 'started') return;
    const [how, ms] = orders() ?? [];
    if (how !== undefined) setTimeout(() => die(how), Number(ms));
  };
}
