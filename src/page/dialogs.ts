/** The dialogs: the token that the program may want, and the help. */
import { byId } from './dom.js';
import { browserStorage } from './store.js';

const tokenKey = 'whosecam/token';
const keysKey = 'whosecam/keys';

/** The token of this visit; it's gone when the tab is closed. */
export interface TokenKeeper {
  readonly read: () => string | null;
  /** Asks the person once, even when called again meanwhile. */
  readonly ask: (wasWrong: boolean) => void;
}

/** `onGiven`: a token was given, to be tried. */
export function openTokenDialog(onGiven: () => void): TokenKeeper {
  const dialog = byId('token', HTMLDialogElement);
  const input = byId('token-input', HTMLInputElement);
  const wrong = byId('token-wrong', HTMLParagraphElement);
  const storage = browserStorage('sessionStorage');
  let token = storage?.getItem(tokenKey) ?? null;
  byId('token-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    token = input.value.trim();
    storage?.setItem(tokenKey, token);
    input.value = '';
    dialog.close();
    onGiven();
  });
  // Without a token nothing goes on: there's nothing to go back to.
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  return {
    read: () => token,
    ask(wasWrong) {
      wrong.hidden = !wasWrong;
      if (!dialog.open) dialog.showModal();
    },
  };
}

/** The help. `onForget`: forget all verdicts. */
export function openHelp(onForget: () => void): { readonly show: () => void; readonly hasKeys: () => boolean } {
  const dialog = byId('help', HTMLDialogElement);
  const keys = byId('keys', HTMLInputElement);
  const forget = byId('forget', HTMLButtonElement);
  const storage = browserStorage('localStorage');
  keys.checked = storage?.getItem(keysKey) !== 'off';
  keys.addEventListener('change', () => storage?.setItem(keysKey, keys.checked ? 'on' : 'off'));
  const show = (): void => {
    if (!dialog.open) dialog.showModal();
  };
  byId('show-help', HTMLButtonElement).addEventListener('click', show);
  byId('close-help', HTMLButtonElement).addEventListener('click', () => dialog.close());
  forget.addEventListener('click', () => {
    if (!window.confirm('Forget all verdicts that this browser keeps? Export them first if you need them.')) return;
    onForget();
    dialog.close();
  });
  return { show, hasKeys: () => keys.checked };
}
