/** How far the work is, the filters with their counts, and the exports. */
import { button, byId, h } from './dom.js';
import { countsOf, type Filter, filters, type Standing } from './filters.js';
import { answerNames, progressOf } from './words.js';

const names: Readonly<Record<Filter, string>> = { ...answerNames, all: 'All', 'to-review': 'To review' };

/** The bar above the photos. */
export interface Toolbar {
  /** Counts anew; `filter` is the one that's on. */
  refresh(standings: readonly Standing[], filter: Filter): void;
}

/** `onFilter`: another filter is chosen. */
export function openToolbar(onFilter: (filter: Filter) => void): Toolbar {
  const buttons = filters.map((filter) => {
    const count = h('span', { class: 'count' });
    const chip = button({ class: 'chip', 'aria-pressed': 'false', 'data-answer': filter }, () => onFilter(filter));
    chip.append(names[filter], ' ', count);
    return { filter, count, chip };
  });
  byId('filters', HTMLDivElement).append(...buttons.map(({ chip }) => chip));
  const [progress, bar] = [byId('progress', HTMLParagraphElement), byId('progress-bar', HTMLProgressElement)];
  return {
    refresh(standings, current) {
      const counts = countsOf(standings);
      for (const { filter, count, chip } of buttons) {
        count.textContent = String(counts[filter]);
        chip.setAttribute('aria-pressed', String(filter === current));
        // An answer that nothing has needs no button; the one that's on must stay to be seen and left.
        chip.hidden = counts[filter] === 0 && filter !== current && filter !== 'all';
      }
      const through = standings.filter(({ answer }) => answer !== null).length;
      progress.textContent = progressOf({
        done: through - counts.failed,
        failed: counts.failed,
        all: standings.length,
      });
      bar.max = standings.length;
      bar.value = through;
      bar.hidden = through === standings.length;
    },
  };
}

/** Gives the person a file. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  // The download reads it in its own time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
