/** Puts the page together: over photos that are chosen here, or over those of a run (`whosecam review`). */
import { openAnnouncer } from './announcer.js';
import { createAsk } from './ask.js';
import { byId } from './dom.js';
import { openHelp, openTokenDialog } from './dialogs.js';
import { csvOf, jsonOf } from './export.js';
import { openIntake } from './intake.js';
import { suggestNames } from './names.js';
import { type Command, commandOf } from './keyboard.js';
import { type List, openList } from './list.js';
import { type ChosenPhoto, type Photo, takeIn } from './photos.js';
import { createReviewer, type Reviewer } from './reviewer.js';
import { openRun } from './run.js';
import { browserStorage, openStore, type VerdictStore } from './store.js';
import { saveFile } from './toolbar.js';
import { createUploads } from './uploads.js';

const announce = openAnnouncer();
const notice = byId('notice', HTMLParagraphElement);
const say = (words: string): void => {
  announce(words);
  notice.textContent = words;
};

if (document.documentElement.dataset['source'] === 'run') void reviewRun();
else reviewChosen();

/** Photos that a person chooses are sent, and their verdicts stay in this browser. */
function reviewChosen(): void {
  const store = openStore(browserStorage('localStorage'));
  const reviewer = createReviewer(store, () => {
    notice.textContent = 'This browser keeps no more verdicts: export them before you close the page.';
  });
  const chosen: ChosenPhoto[] = [];
  const token = openTokenDialog(() => uploads.resume());
  const uploads = createUploads({
    token: token.read,
    onToken: token.ask,
    onChange: (photo) => list.refresh(photo),
    onWait: (seconds, why) => {
      const because = why === 'busy' ? 'The program is busy' : "The program doesn't answer";
      say(`${because}; it goes on in ${seconds} s.`);
      setTimeout(() => (notice.textContent = ''), seconds * 1000);
    },
  });
  const retry = (photo: Photo): void => {
    photo.tries = 0;
    photo.state = { kind: 'waiting' };
    list.refresh(photo);
    uploads.add(chosen.filter((one) => one === photo));
  };
  const list = openList({ reviewer, announce, onRetry: retry });
  suggestNames(() => namesOfModel(token.read()));
  openIntake((files) => {
    const added = takeIn(chosen, files);
    chosen.push(...added);
    list.add(added);
    if (added.length === 0) announce('Nothing new was added.');
    uploads.add(added);
  });
  connect(list, store, (command) => review(command, list));
}

/** Other makers that the model knows. Rejects where the program doesn't answer. */
async function namesOfModel(token: string | null): Promise<readonly string[]> {
  const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
  const model = (await (await fetch('v1/model', { headers })).json()) as { readonly otherMakers?: readonly string[] };
  return model.otherMakers ?? [];
}

/** The run's photos are there already, and each verdict is written beside the run. */
async function reviewRun(): Promise<void> {
  const waiting: (() => void)[] = [];
  const token = openTokenDialog(() => waiting.splice(0).forEach((then) => then()));
  const ask = createAsk(token, (then) => waiting.push(then));
  try {
    const run = await openRun(ask, (file, why) => {
      say(`Your verdict on ${file} was not written down: ${why}. Give it again.`);
      list.refreshAll();
    });
    byId('run', HTMLParagraphElement).textContent = `${run.name}, reviewed by ${run.reviewer}`;
    const reviewer = createReviewer(run.store, () => undefined);
    const list: List = openList({
      reviewer,
      announce,
      onRetry: () => undefined,
      onNamed: () => goOn(list, reviewer),
    });
    suggestNames(() => Promise.resolve(run.names));
    list.add(run.photos);
    // Where the last sitting stopped.
    if (run.photos.some((photo) => !reviewer.standingOf(photo).isReviewed)) list.choose('to-review');
    connect(list, run.store, (command) => reviewAndGoOn(command, list, reviewer));
  } catch (thrown) {
    say(thrown instanceof Error ? `${thrown.message}.` : 'The run did not come.');
  }
}

/** Keys, help and exports, the same for both. */
function connect(list: List, store: VerdictStore, onReview: (command: Command) => void): void {
  const help = openHelp(() => {
    store.forgetAll();
    list.refreshAll();
  });
  /** `whosecam-2026-11-24.csv` */
  const exportName = (ending: string): string => `whosecam-${new Date().toISOString().slice(0, 10)}.${ending}`;
  byId('export-csv', HTMLButtonElement).addEventListener('click', () =>
    saveFile(exportName('csv'), 'text/csv', csvOf(list.reviewed())),
  );
  byId('export-json', HTMLButtonElement).addEventListener('click', () =>
    saveFile(exportName('json'), 'application/json', jsonOf(list.reviewed())),
  );
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    const isTyping = target instanceof HTMLElement && target.matches('input, select, textarea');
    const isAsked = document.querySelector('#help[open], #token[open]') !== null;
    const command = isTyping || isAsked || event.repeat ? undefined : commandOf(event);
    if (!command || !help.hasKeys()) return;
    event.preventDefault();
    if (command.kind === 'help') help.show();
    else if (command.kind === 'next') list.move(1);
    else if (command.kind === 'previous') list.move(-1);
    else onReview(command);
  });
}

function review(command: Command, list: List): void {
  const detail = list.shown()?.detail;
  if (command.kind === 'judge') detail?.judge(command.answer);
  if (command.kind === 'confirm') detail?.confirm();
  if (command.kind === 'undo') detail?.undo();
  if (command.kind === 'name') detail?.startName();
  if (command.kind === 'missed') detail?.startMissed();
  if (command.kind === 'camera') detail?.nextCamera();
}

/** One key a photo: the next one comes once a photo is judged. What hasn't been seen yet can't be judged by a key. */
function reviewAndGoOn(command: Command, list: List, reviewer: Reviewer): void {
  const shown = list.shown();
  const isVerdict = command.kind === 'judge' || command.kind === 'confirm';
  if (!shown || ((isVerdict || command.kind === 'name') && !shown.detail.isSeen())) return;
  const before = reviewer.verdictOf(shown.photo);
  review(command, list);
  const isNew = reviewer.verdictOf(shown.photo) !== before;
  if (isVerdict && isNew) goOn(list, reviewer);
}

/** The next photo, once all of this one is judged. */
function goOn(list: List, reviewer: Reviewer): void {
  const shown = list.shown();
  if (shown && reviewer.standingOf(shown.photo).isReviewed) list.move(1);
}
