/** Puts the page together. */
import { openAnnouncer } from './announcer.js';
import type { Detail } from './detail.js';
import { byId } from './dom.js';
import { openHelp, openTokenDialog } from './dialogs.js';
import { csvOf, jsonOf } from './export.js';
import { openIntake } from './intake.js';
import { commandOf, type Command } from './keyboard.js';
import { openList } from './list.js';
import type { Photo } from './photos.js';
import { createReviewer } from './reviewer.js';
import { browserStorage, openStore } from './store.js';
import { saveFile } from './toolbar.js';
import { createUploads } from './uploads.js';

const announce = openAnnouncer();
const store = openStore(browserStorage('localStorage'));
const notice = byId('notice', HTMLParagraphElement);
const reviewer = createReviewer(store, () => {
  notice.textContent = 'This browser keeps no more verdicts: export them before you close the page.';
});
const token = openTokenDialog(() => uploads.resume());
const uploads = createUploads({
  token: token.read,
  onToken: token.ask,
  onChange: (photo) => list.refresh(photo),
  onWait: (seconds, why) => {
    const because = why === 'busy' ? 'The program is busy' : "The program doesn't answer";
    announce(`${because}; it goes on in ${seconds} s.`);
    notice.textContent = `${because}; it goes on in ${seconds} s.`;
    setTimeout(() => (notice.textContent = ''), seconds * 1000);
  },
});
const retry = (photo: Photo): void => {
  photo.tries = 0;
  photo.state = { kind: 'waiting' };
  list.refresh(photo);
  uploads.add([photo]);
};
const list = openList({ reviewer, announce, onRetry: retry });
const help = openHelp(() => {
  store.forgetAll();
  list.refreshAll();
});

openIntake((chosen) => {
  const added = list.add(chosen);
  if (added.length === 0) announce('Nothing new was added.');
  uploads.add(added);
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
  obey(command);
});

function obey(command: Command): void {
  if (command.kind === 'help') help.show();
  else if (command.kind === 'next') list.move(1);
  else if (command.kind === 'previous') list.move(-1);
  else review(command, list.detail());
}

function review(command: Command, detail: Detail | undefined): void {
  if (command.kind === 'judge') detail?.judge(command.answer);
  if (command.kind === 'confirm') detail?.confirm();
  if (command.kind === 'undo') detail?.undo();
  if (command.kind === 'missed') detail?.startMissed();
  if (command.kind === 'camera') detail?.nextCamera();
}
