/** Where a photo is shown at large: beside the list on a desk, over it on a phone. */
import { byId } from './dom.js';

/** Room for both: as in viewer.css. */
const besideQuery = '(min-width: 64rem)';

/** The place for a photo at large. */
export interface Viewer {
  /** `position`: `2 of 3`. */
  show(title: string, position: string, content: HTMLElement): void;
  /** Puts other content in place without opening it. */
  replace(content: HTMLElement): void;
  readonly isOpen: () => boolean;
  readonly isBeside: () => boolean;
}

/** `onMove`: one photo on or back; `onClose`: back to the list. */
export function openViewer(onMove: (step: 1 | -1) => void, onClose: () => void): Viewer {
  const dialog = byId('viewer', HTMLDialogElement);
  const [title, position] = [byId('viewer-title', HTMLHeadingElement), byId('viewer-position', HTMLParagraphElement)];
  const body = byId('viewer-body', HTMLDivElement);
  const beside = window.matchMedia(besideQuery);
  byId('viewer-previous', HTMLButtonElement).addEventListener('click', () => onMove(-1));
  byId('viewer-next', HTMLButtonElement).addEventListener('click', () => onMove(1));
  byId('viewer-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    if (!beside.matches) onClose();
  });
  const open = (): void => {
    // `open` rather than `show()`: beside the list it mustn't take the focus.
    if (beside.matches) dialog.open = true;
    else if (!dialog.open) dialog.showModal();
  };
  beside.addEventListener('change', () => {
    if (!dialog.open) return;
    dialog.close();
    if (beside.matches) open();
  });
  return {
    show(words, where, content) {
      title.textContent = words;
      position.textContent = where;
      const hadFocus = body.contains(document.activeElement);
      body.replaceChildren(content);
      open();
      dialog.scrollTop = 0;
      // What had the focus is gone: it goes on from the new photo's head, not from the page's.
      if (hadFocus) title.focus({ preventScroll: true });
    },
    replace: (content) => body.replaceChildren(content),
    isOpen: () => dialog.open,
    isBeside: () => beside.matches,
  };
}
