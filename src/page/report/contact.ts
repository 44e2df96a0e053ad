/** The contact sheet: thousands of photos, of which only those around the screen are in the document. */
import { h } from '../dom.js';
import { sayAnswer, sayPhoto } from '../words.js';
import type { Entry } from './entries.js';
import type { PhotoFacts } from './facts.js';
import { gridOf, windowOf } from './grid.js';
import { createPhoto } from './photo.js';

/** Pixels between cards, and the least that a card is wide: a phone of 390 px gets two columns. */
const gapPx = 14;
const minCardPx = (width: number): number => (width < 640 ? 150 : 210);

/** So many photos are printed at most: about 60 sheets of paper. */
export const maxPrinted = 1000;

/** The list on the page. */
export interface Contact {
  readonly element: HTMLElement;
  /** Shows these and no others. */
  show(entries: readonly Entry[]): void;
  /** Brings a photo's card on the screen and the focus on it. */
  focus(index: number): void;
}

/** `onOpen`: a photo is chosen, by its index among those that are shown. */
export function createContact(onOpen: (index: number) => void): Contact {
  const sheet = new ContactSheet(onOpen);
  return { element: sheet.element, show: (entries) => sheet.show(entries), focus: (index) => sheet.focus(index) };
}

class ContactSheet {
  readonly element = h('ul', { class: 'contact', 'aria-label': 'Photos' });
  readonly #onOpen: (index: number) => void;
  readonly #cards = new Map<number, HTMLLIElement>();
  #entries: readonly Entry[] = [];
  /** Pixels of a card and the gap below it. */
  #rowHeight = 0;
  #isPrinting = false;

  constructor(onOpen: (index: number) => void) {
    this.#onOpen = onOpen;
    let isDue = false;
    const soon = (): void => {
      if (isDue) return;
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        this.#draw();
      });
    };
    addEventListener('scroll', soon, { passive: true });
    new ResizeObserver(() => {
      this.#rowHeight = 0;
      soon();
    }).observe(this.element);
    addEventListener('beforeprint', () => this.#print(true));
    addEventListener('afterprint', () => this.#print(false));
  }

  show(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.#cards.clear();
    this.element.replaceChildren();
    this.#draw();
  }

  focus(index: number): void {
    const { columns } = this.#grid();
    const top = this.element.getBoundingClientRect().top + scrollY + Math.floor(index / columns) * this.#rowHeight;
    const isSeen = top >= scrollY && top + this.#rowHeight <= scrollY + innerHeight;
    if (!isSeen) scrollTo({ top: top - innerHeight / 3 });
    this.#draw();
    this.#cards.get(index)?.querySelector('button')?.focus({ preventScroll: true });
  }

  /** On paper all stand one after the other. */
  #print(isPrinting: boolean): void {
    this.#isPrinting = isPrinting;
    this.element.classList.toggle('printing', isPrinting);
    this.#draw();
  }

  #grid() {
    const { clientWidth } = this.element;
    return gridOf(this.#entries.length, clientWidth, minCardPx(clientWidth), gapPx);
  }

  #draw(): void {
    const grid = this.#grid();
    // Measured on a real card: letters may be larger than usual.
    if (this.#rowHeight === 0 && this.#entries.length > 0) {
      const card = this.#cardOf(0);
      card.style.width = `${grid.cardWidth}px`;
      if (!card.isConnected) this.element.append(card);
      this.#rowHeight = card.offsetHeight + gapPx;
    }
    this.element.style.height = this.#isPrinting ? '' : `${Math.max(0, grid.rows * this.#rowHeight - gapPx)}px`;
    const { top } = this.element.getBoundingClientRect();
    const view = { top: -top, height: innerHeight, rowHeight: Math.max(1, this.#rowHeight) };
    const [from, to] = this.#isPrinting
      ? [0, Math.min(this.#entries.length, maxPrinted)]
      : windowOf(grid, this.#entries.length, view);
    this.#keep(from, to);
    for (const [index, card] of this.#cards) {
      Object.assign(card.style, {
        width: `${grid.cardWidth}px`,
        left: `${(index % grid.columns) * (grid.cardWidth + gapPx)}px`,
        top: `${Math.floor(index / grid.columns) * this.#rowHeight}px`,
      });
    }
  }

  /** Has these cards in the document, in their order, and no others but the one with the focus. */
  #keep(from: number, to: number): void {
    for (const [index, card] of this.#cards) {
      if ((index >= from && index < to) || card.contains(document.activeElement)) continue;
      card.remove();
      this.#cards.delete(index);
    }
    for (let index = from; index < to; index += 1) this.#cardOf(index);
    let before: Element | null = null;
    for (const [, card] of [...this.#cards].sort(([a], [b]) => b - a)) {
      // Moved only where it isn't there yet: a card that is moved loses the focus.
      if (card.nextElementSibling !== before || !card.isConnected) this.element.insertBefore(card, before);
      before = card;
    }
  }

  #cardOf(index: number): HTMLLIElement {
    const kept = this.#cards.get(index);
    if (kept) return kept;
    const entry = this.#entries[index];
    if (!entry) throw new Error(`Expected one of ${this.#entries.length} photos; received ${index}`);
    const open = createCard(entry);
    open.addEventListener('click', () => this.#onOpen(index));
    const item = h('li', { 'aria-setsize': this.#entries.length, 'aria-posinset': index + 1 }, open);
    this.#cards.set(index, item);
    return item;
  }
}

function createCard({ photo, site, answer }: Entry): HTMLButtonElement {
  const { record, person } = photo;
  const isCorrected = person?.kind === 'corrected';
  const { headline, sure } =
    record.status === 'ok' && !isCorrected
      ? sayPhoto(record)
      : { headline: sayAnswer(answer, person?.brandName ?? null), sure: '' };
  return h(
    'button',
    { type: 'button', class: 'card' },
    createPhoto(photo, 'small').element,
    h(
      'span',
      { class: 'words' },
      h('span', { class: 'headline', 'data-answer': answer }, headline),
      h('span', { class: 'notes' }, ...notesOf(photo, sure)),
    ),
    h('span', { class: 'name' }, h('bdi', {}, nameOfFile(record.file))),
    h('span', { class: 'name' }, h('bdi', {}, site)),
  );
}

/** How sure, what a person said, whether something warns. */
function notesOf({ person, warnings }: PhotoFacts, sure: string): HTMLElement[] {
  return [
    ...(person ? [h('span', { class: 'person', 'data-kind': person.kind }, personShort[person.kind])] : []),
    ...(warnings.length > 0 ? [h('span', { class: 'warned' }, warnings.length === 1 ? 'warning' : 'warnings')] : []),
    ...(sure === '' ? [] : [h('span', {}, sure)]),
  ];
}

const personShort = { confirmed: 'confirmed', corrected: 'corrected', begun: 'review begun' } as const;

/** The last part of a path, whatever kind of slash it has. */
const nameOfFile = (file: string): string => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
