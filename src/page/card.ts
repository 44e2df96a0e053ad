/** One photo among the others: small, with its boxes, its answer and the person's. */
import { boxesOf } from './boxes.js';
import { h } from './dom.js';
import { type Photo, recordOf } from './photos.js';
import { createPicture } from './picture.js';
import type { Reviewer } from './reviewer.js';
import { stateElement } from './state.js';
import { sayAnswer } from './words.js';

/** A photo in the list. */
export interface Card {
  readonly element: HTMLLIElement;
  readonly button: HTMLButtonElement;
  /** Shows the photo's state and verdicts anew. */
  refresh(): void;
}

/** `onOpen`: the photo is chosen. */
export function createCard(photo: Photo, reviewer: Reviewer, onOpen: () => void): Card {
  const picture = createPicture(photo.pictures.small, '', 'lazy');
  const bar = h('progress', { max: 1, 'aria-hidden': 'true' });
  const words = h('span', { class: 'words' });
  const name = h('span', { class: 'name' }, photo.path);
  const button = h('button', { type: 'button', class: 'card' }, picture.element, words, name, bar);
  button.addEventListener('click', onOpen);
  const refresh = (): void => {
    const { state } = photo;
    const record = recordOf(photo);
    if (record) {
      picture.know(record.image);
      picture.draw(boxesOf(record, reviewer.verdictOf(photo)?.marks ?? []));
    }
    bar.hidden = state.kind !== 'sending' && state.kind !== 'looking';
    if (state.kind === 'sending') bar.value = state.share;
    else bar.removeAttribute('value');
    words.replaceChildren(stateElement(photo), ...personElement(photo, reviewer));
  };
  refresh();
  return { element: h('li', {}, button), button, refresh };
}

function personElement(photo: Photo, reviewer: Reviewer): HTMLElement[] {
  const outcome = reviewer.outcomeOf(photo);
  if (!outcome) return [];
  const { kind, answer, brandName } = outcome;
  const words = { confirmed: 'confirmed', corrected: `you: ${sayAnswer(answer, brandName)}`, begun: 'review begun' };
  return [h('span', { class: 'person', 'data-kind': kind }, words[kind])];
}
