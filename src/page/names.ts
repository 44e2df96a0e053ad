/** Names of other makers: the field that a person writes one into, and what is suggested for it. */
import { byId, h } from './dom.js';
import { maxNameLength } from './verdicts.js';
import { capitalised } from './words.js';

/** A field for a name. */
export interface NameField {
  readonly element: HTMLElement;
  /** Shows a name and says whether one is wanted. */
  show(isWanted: boolean, name: string | null): void;
  /** The name as it stands there; null: none. */
  read(): string | null;
  /** Takes the focus; what stands there is there to be replaced. */
  focus(): void;
}

/** `onName`: another name stands there; `onEnter`: the person is through with it. */
export function createNameField(onName: (name: string | null) => void, onEnter?: () => void): NameField {
  const input = h('input', { type: 'text', list: 'maker-names', maxlength: maxNameLength, autocomplete: 'off' });
  const label = h('label', { class: 'maker' }, 'Which maker, if you know', input);
  const read = (): string | null => input.value.trim() || null;
  let shown: string | null = null;
  const tell = (): void => {
    if (read() === shown) return;
    shown = read();
    onName(shown);
  };
  input.addEventListener('change', tell);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !onEnter) return;
    event.preventDefault();
    tell();
    onEnter();
  });
  return {
    element: label,
    show(isWanted, name) {
      label.hidden = !isWanted;
      shown = name;
      input.value = name ?? '';
    },
    read,
    focus() {
      input.focus();
      input.select();
    },
  };
}

/** Suggests names: those that `bring` brings, asked once a field has the focus, and those that were written here. */
export function suggestNames(bring: () => Promise<readonly string[]>): void {
  const list = byId('maker-names', HTMLDataListElement);
  const known = new Set<string>();
  let isAsked = false;
  const add = (name: string): void => {
    if (name === '' || known.has(name.toLowerCase())) return;
    known.add(name.toLowerCase());
    list.append(h('option', { value: name }));
  };
  const fieldOf = ({ target }: Event): HTMLInputElement | null =>
    target instanceof HTMLInputElement && target.list === list ? target : null;
  document.addEventListener('focusin', (event) => {
    if (isAsked || !fieldOf(event)) return;
    isAsked = true;
    // Without suggestions a name can be written all the same.
    void bring().then(
      (names) => names.map(capitalised).forEach(add),
      () => undefined,
    );
  });
  document.addEventListener('change', (event) => add(fieldOf(event)?.value.trim() ?? ''));
}
