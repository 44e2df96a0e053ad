/** The photos side by side, the filter, and which one is shown at large. */
import { type Card, createCard } from './card.js';
import { createDetail, type Detail } from './detail.js';
import { byId } from './dom.js';
import type { Reviewed } from './export.js';
import { type Filter, passes } from './filters.js';
import { type Photo, recordOf } from './photos.js';
import type { Reviewer } from './reviewer.js';
import { personWords, stateWords } from './state.js';
import { openToolbar } from './toolbar.js';
import type { Mark } from './verdicts.js';
import { openViewer } from './viewer.js';

/** What the list works with. */
export interface ListParts {
  readonly reviewer: Reviewer;
  readonly announce: (words: string) => void;
  readonly onRetry: (photo: Photo) => void;
  /** The name of another maker was written on the photo at large. */
  readonly onNamed?: () => void;
}

/** The photos of the page. */
export interface List {
  add(photos: readonly Photo[]): void;
  /** Shows those that a filter lets through. */
  choose(filter: Filter): void;
  /** A photo's state changed. */
  refresh(photo: Photo): void;
  /** Every verdict may have changed. */
  refreshAll(): void;
  /** Shows the photo so many places on. */
  move(step: 1 | -1): void;
  /** The photo at large; undefined while there's none. */
  shown(): { readonly photo: Photo; readonly detail: Detail } | undefined;
  /** What is through, in order. */
  reviewed(): Reviewed[];
}

/** The list of photos, empty. */
export function openList(parts: ListParts): List {
  return new PhotoList(parts);
}

class PhotoList implements List {
  readonly #parts: ListParts;
  readonly #element = byId('photos', HTMLUListElement);
  readonly #cards = new Map<Photo, Card>();
  readonly #toolbar = openToolbar((filter) => this.choose(filter));
  readonly #viewer = openViewer(
    (step) => this.move(step),
    () => this.#close(),
  );
  #filter: Filter = 'all';
  #shown: { readonly photo: Photo; readonly detail: Detail } | undefined;

  constructor(parts: ListParts) {
    this.#parts = parts;
  }

  add(added: readonly Photo[]): void {
    for (const photo of added) {
      const card = createCard(photo, this.#parts.reviewer, () => this.#show(photo));
      this.#cards.set(photo, card);
      this.#element.append(card.element);
    }
    const isFilled = this.#cards.size > 0;
    document.body.classList.toggle('filled', isFilled);
    byId('review', HTMLElement).hidden = !isFilled;
    const [first] = added;
    // What was just added must be seen.
    if (first && this.#filter !== 'all') this.choose('all');
    if (first && !this.#shown && this.#viewer.isBeside()) this.#show(first);
    this.#recount();
  }

  refresh(photo: Photo): void {
    const { kind } = photo.state;
    const isThrough = kind === 'done' || kind === 'failed';
    const card = this.#cards.get(photo);
    card?.refresh();
    if (this.#shown?.photo === photo) {
      if (isThrough) this.#redrawShown(photo);
      else this.#shown.detail.refresh();
    }
    if (card) card.element.hidden = !passes(this.#parts.reviewer.standingOf(photo), this.#filter);
    if (kind === 'sending' || kind === 'looking') return;
    this.#recount();
    if (!isThrough) return;
    this.#parts.announce(`${photo.path}: ${stateWords(photo)}. ${byId('progress', HTMLElement).textContent}`);
  }

  refreshAll(): void {
    for (const card of this.#cards.values()) card.refresh();
    this.#shown?.detail.refresh();
    this.#recount();
  }

  move(step: 1 | -1): void {
    const visible = this.#visible();
    const at = this.#shown ? visible.indexOf(this.#shown.photo) : -1;
    // From a photo that the filter has hidden, or from none, it begins at the end that it would come from.
    const next = at < 0 ? visible.at(step > 0 ? 0 : -1) : visible[at + step];
    if (!next) return;
    this.#show(next);
    this.#parts.announce(`${next.path}: ${stateWords(next)}`);
    const card = this.#cards.get(next);
    card?.element.scrollIntoView({ block: 'nearest' });
    // Where the list has the focus, it goes along.
    if (this.#element.contains(document.activeElement)) card?.button.focus();
  }

  shown(): { readonly photo: Photo; readonly detail: Detail } | undefined {
    return this.#viewer.isOpen() ? this.#shown : undefined;
  }

  reviewed(): Reviewed[] {
    return [...this.#cards.keys()]
      .map((photo) => this.#parts.reviewer.reviewedOf(photo))
      .filter((one) => one !== undefined);
  }

  #visible(): Photo[] {
    return [...this.#cards].filter(([, { element }]) => !element.hidden).map(([photo]) => photo);
  }

  choose(filter: Filter): void {
    this.#filter = filter;
    for (const [photo, { element }] of this.#cards) {
      element.hidden = !passes(this.#parts.reviewer.standingOf(photo), filter);
    }
    this.#recount();
    const visible = this.#visible();
    const [first] = visible;
    const isHidden = this.#shown && !visible.includes(this.#shown.photo);
    if (first && isHidden && this.#viewer.isBeside()) this.#show(first);
    this.#parts.announce(`${visible.length} of ${this.#cards.size} photos shown.`);
  }

  #recount(): void {
    const photos = [...this.#cards.keys()];
    const standings = photos.map((photo) => this.#parts.reviewer.standingOf(photo));
    this.#toolbar.refresh(standings, this.#filter);
  }

  #show(photo: Photo): void {
    const detail = this.#detailOf(photo);
    this.#setCurrent(this.#shown?.photo, false);
    this.#shown = { photo, detail };
    this.#setCurrent(photo, true);
    const visible = this.#visible();
    this.#viewer.show(photo.path, `${visible.indexOf(photo) + 1} of ${visible.length}`, detail.element);
  }

  #detailOf(photo: Photo): Detail {
    return createDetail(photo, {
      marksOf: (one) => this.#parts.reviewer.verdictOf(one)?.marks,
      onMark: (one, marks) => this.#mark(one, marks),
      onRetry: this.#parts.onRetry,
      onNamed: () => this.#parts.onNamed?.(),
    });
  }

  /** The photo at large is through: it's built anew. */
  #redrawShown(photo: Photo): void {
    const detail = this.#detailOf(photo);
    this.#shown = { photo, detail };
    this.#viewer.replace(detail.element);
  }

  #setCurrent(photo: Photo | undefined, isCurrent: boolean): void {
    const card = photo && this.#cards.get(photo);
    if (isCurrent) card?.button.setAttribute('aria-current', 'true');
    else card?.button.removeAttribute('aria-current');
  }

  #close(): void {
    const card = this.#shown && this.#cards.get(this.#shown.photo);
    this.#setCurrent(this.#shown?.photo, false);
    this.#shown = undefined;
    card?.button.focus();
  }

  #mark(photo: Photo, marks: readonly Mark[] | undefined): void {
    const { reviewer, announce } = this.#parts;
    reviewer.mark(photo, marks);
    // The same picture may have been chosen twice.
    const sha256 = recordOf(photo)?.sha256;
    for (const [one, card] of this.#cards) if (recordOf(one)?.sha256 === sha256) card.refresh();
    this.#shown?.detail.refresh();
    this.#recount();
    const outcome = reviewer.outcomeOf(photo);
    announce(outcome ? personWords(outcome, photo) : 'Your verdict is taken back.');
  }
}
