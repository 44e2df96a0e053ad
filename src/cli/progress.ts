/** Shows how far a run is: a bar on a terminal, a plain line now and then elsewhere. */
import { SingleBar } from 'cli-progress';
import { createPace, type Pace } from '../survey/pace.js';
import type { Io } from './io.js';

/** Hears of every photo that's done. */
export interface Progress {
  readonly photo: (answer: string) => void;
  /** Takes the bar away. */
  readonly end: () => void;
  /** `12 of 12 photos: 7 hikvision, 4 no-camera, 1 failed` */
  readonly summary: () => string;
  /** Photos with this answer. */
  readonly count: (answer: string) => number;
}

/** Milliseconds between two plain lines. */
const plainEveryMs = 10_000;

/** `rowsShow`: rows run through the terminal already, and they're progress enough. */
export function createProgress(
  { stderr }: Pick<Io, 'stderr'>,
  total: number,
  { rowsShow, now = () => performance.now() }: { readonly rowsShow: boolean; readonly now?: () => number },
): Progress {
  const pace = createPace(total, now);
  const tally = new Map<string, number>();
  const isTerminal = stderr.isTTY === true;
  const bar =
    isTerminal && !rowsShow
      ? new SingleBar({ stream: stderr, hideCursor: true, barsize: 20, format: '{bar} {value}/{total}  {facts}' })
      : undefined;
  bar?.start(total, 0, { facts: '' });
  let saidAt = now();
  const sayPlainly = () => {
    if (isTerminal || now() - saidAt < plainEveryMs) return;
    saidAt = now();
    stderr.write(`${pace.done} of ${total} photos, ${[...paceWords(pace), countWords(tally)].join(', ')}\n`);
  };
  return {
    photo(answer) {
      tally.set(answer, (tally.get(answer) ?? 0) + 1);
      pace.add();
      bar?.update(pace.done, { facts: [...paceWords(pace), countWords(tally)].join('  ') });
      sayPlainly();
    },
    end: () => bar?.stop(),
    summary: () => `${pace.done} of ${total} photos${tally.size > 0 ? `: ${countWords(tally)}` : ''}\n`,
    count: (answer) => tally.get(answer) ?? 0,
  };
}

/** `4.2 a second`, `35 min left`; nothing until that can be told. */
function paceWords(pace: Pace): string[] {
  const [perSecond, left] = [pace.perSecond(), pace.secondsLeft()];
  if (perSecond === undefined || left === undefined) return [];
  return [`${perSecond.toFixed(perSecond < 10 ? 1 : 0)} a second`, `${timeWords(left)} left`];
}

/** `45 s`, `12 min`, `3 h 20 min` */
function timeWords(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `7 hikvision, 4 no-camera` */
const countWords = (tally: ReadonlyMap<string, number>): string =>
  [...tally]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([answer, count]) => `${count} ${answer}`)
    .join(', ');
