/** A photo over the page, with ways to the next and the one before. */
import { byId } from '../dom.js';

/** What is shown of a photo. */
export interface Shown {
  readonly title: string;
  readonly content: HTMLElement;
}

/** `shownAt`: the photo of an index, `count`: how many there are; `onClose`: back to the list, at the photo last seen. */
export function openViewer(
  shownAt: (index: number) => Shown | undefined,
  count: () => number,
  onClose: (index: number) => void,
): { readonly open: (index: number) => void } {
  const dialog = byId('viewer', HTMLDialogElement);
  const [title, position] = [byId('viewer-title', HTMLHeadingElement), byId('viewer-position', HTMLParagraphElement)];
  const body = byId('viewer-body', HTMLDivElement);
  const buttons = {
    previous: byId('viewer-previous', HTMLButtonElement),
    next: byId('viewer-next', HTMLButtonElement),
  };
  let current = 0;
  const show = (index: number): void => {
    const shown = shownAt(index);
    if (!shown) return;
    current = index;
    title.textContent = shown.title;
    position.textContent = `${index + 1} of ${count()}`;
    buttons.previous.disabled = index === 0;
    buttons.next.disabled = index === count() - 1;
    body.replaceChildren(shown.content);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    // A button that has the focus and can do no more would swallow the next key.
    if (document.activeElement === document.body) title.focus({ preventScroll: true });
  };
  buttons.previous.addEventListener('click', () => show(current - 1));
  buttons.next.addEventListener('click', () => show(current + 1));
  byId('viewer-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    body.replaceChildren();
    onClose(current);
  });
  dialog.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, j: 1, k: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    show(current + step);
  });
  return { open: show };
}
