/** Takes photos through the queue: waiting, sending, looking, done or failed. */
import type { Problem } from './export.js';
import type { ChosenPhoto } from './photos.js';
import { createQueue, type JobOutcome, type Queue } from './queue.js';
import { sendPhoto, type Sent } from './send.js';

/** Requests at a time. The program queues more, but a phone's line is best used by few. */
const atOnce = 2;
/** How often a photo is sent again while the program is busy, or can't be reached; some minutes of each. */
const [maxBusy, maxLost] = [60, 5];
/** Wait after a lost connection, seconds. */
const lostWaitS = 3;

/** What the uploads tell the page. */
export interface UploadEvents {
  /** The photo's state changed. */
  readonly onChange: (photo: ChosenPhoto) => void;
  /** All wait for so long, because the program is busy or out of reach. */
  readonly onWait: (seconds: number, why: 'busy' | 'lost') => void;
  /** The program wants a token, or not the one that it got (`wasWrong`). `resume` afterwards. */
  readonly onToken: (wasWrong: boolean) => void;
  readonly token: () => string | null;
}

const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** A queue that sends photos. */
export function createUploads(events: UploadEvents): Queue<ChosenPhoto> {
  return createQueue(atOnce, (photo) => upload(photo, events), sleep);
}

async function upload(photo: ChosenPhoto, events: UploadEvents): Promise<JobOutcome> {
  const become = (state: ChosenPhoto['state']): void => {
    photo.state = state;
    events.onChange(photo);
  };
  const token = events.token();
  become({ kind: 'sending', share: 0 });
  photo.tries += 1;
  const sent = await sendPhoto(photo.file, {
    token,
    onProgress: (share) => become(share < 1 ? { kind: 'sending', share } : { kind: 'looking' }),
  });
  if (sent.kind === 'record') become({ kind: 'done', record: { ...sent.record, file: photo.path } });
  if (sent.kind === 'problem') become({ kind: 'failed', problem: sent.problem });
  if (sent.kind === 'record' || sent.kind === 'problem') return 'over';
  if (sent.kind === 'unauthorised') {
    become({ kind: 'waiting' });
    // A token that was given since then hasn't been refused yet.
    if (token !== events.token()) return { retryAfterS: 0 };
    events.onToken(token !== null);
    return 'locked';
  }
  return again(photo, sent, become, events);
}

function again(
  photo: ChosenPhoto,
  sent: Extract<Sent, { kind: 'busy' | 'lost' }>,
  become: (state: ChosenPhoto['state']) => void,
  events: UploadEvents,
): JobOutcome {
  if (photo.tries > (sent.kind === 'busy' ? maxBusy : maxLost)) {
    become({ kind: 'failed', problem: sent.kind === 'busy' ? sent.problem : lost });
    return 'over';
  }
  const retryAfterS = sent.kind === 'busy' ? sent.retryAfterS : lostWaitS;
  become({ kind: 'waiting' });
  events.onWait(retryAfterS, sent.kind);
  return { retryAfterS };
}

const lost: Problem = {
  code: 'lost',
  title: 'The photo could not be sent',
  detail: "Either the program doesn't answer any more, or the file can't be read any more",
};
