/** The filters above the contact sheet: answers as buttons with their counts, the rest as fields. */
import { photoAnswers } from '../answers.js';
import { button, h } from '../dom.js';
import { answerNames } from '../words.js';
import { countsOf, type Entry, type Filter, noFilter, passes, warningsOf } from './entries.js';
import type { SiteFacts } from './facts.js';
import { numberOf, photosOf } from './summary.js';
import { signOf } from './symbols.js';

/** The bar on the page. */
export interface FilterBar {
  readonly element: HTMLElement;
  /** Changes these conditions and keeps the others. */
  set(changes: Partial<Filter>): void;
}

/** `onChange`: another choice of photos. */
export function createFilterBar(
  entries: readonly Entry[],
  sites: readonly SiteFacts[],
  onChange: (shown: readonly Entry[]) => void,
): FilterBar {
  let filter = noFilter;
  const set = (changes: Partial<Filter>): void => {
    filter = { ...filter, ...changes };
    refresh();
  };
  const chips = (['all', ...photoAnswers] as const).map((answer) => {
    const count = h('span', { class: 'count' });
    const words = answer === 'all' ? ['All'] : [signOf(answer), answerNames[answer]];
    const chip = button({ class: 'chip' }, () => set({ answer }), ...words, ' ', count);
    return { answer, chip, count };
  });
  const { fields, write } = createFields(entries, sites, set);
  const shownWords = h('p', { class: 'shown', role: 'status' });
  const clear = button({ class: 'quiet' }, () => set(noFilter), 'Show all');
  const refresh = (): void => {
    const others = entries.filter((entry) => passes(entry, { ...filter, answer: 'all' }));
    const counts = { ...countsOf(others), all: others.length };
    for (const { answer, chip, count } of chips) {
      count.textContent = numberOf(counts[answer]);
      chip.setAttribute('aria-pressed', String(answer === filter.answer));
      chip.hidden = counts[answer] === 0 && answer !== filter.answer && answer !== 'all';
    }
    write(filter);
    const shown = others.filter((entry) => passes(entry, filter));
    shownWords.textContent =
      shown.length === entries.length
        ? photosOf(shown.length)
        : `${numberOf(shown.length)} of ${photosOf(entries.length)}`;
    clear.hidden = shown.length === entries.length;
    onChange(shown);
  };
  const answers = h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': 'Answer' },
    ...chips.map(({ chip }) => chip),
  );
  const element = h(
    'div',
    { class: 'filter-bar' },
    answers,
    fields,
    h('div', { class: 'shown-line' }, shownWords, clear),
  );
  return { element, set };
}

/** Choices with a name each. */
function select(
  label: string,
  choices: readonly (readonly [value: string, words: string])[],
  onChoose: (value: string) => void,
) {
  const list = h('select', {}, ...choices.map(([value, words]) => h('option', { value }, words)));
  list.addEventListener('change', () => onChoose(list.value));
  return { list, element: h('label', { class: 'field' }, label, list) };
}

function createFields(entries: readonly Entry[], sites: readonly SiteFacts[], set: (changes: Partial<Filter>) => void) {
  const siteOf = (value: string): Filter['site'] => (value === 'all' || value === 'none' ? value : Number(value));
  const hasNone = entries.some(({ photo }) => photo.site === null);
  const site = select(
    'Site',
    [
      ['all', 'All sites'],
      ...sites.map(({ name }, i) => [String(i), name] as const),
      ...(hasNone ? [['none', 'No site'] as const] : []),
    ],
    (value) => set({ site: siteOf(value) }),
  );
  const warnings = warningsOf(entries);
  const warning = select(
    'Warnings',
    [
      ['all', 'All photos'],
      ['any', 'With any warning'],
      ...warnings.map(({ code, name, photos }) => [code, `${name} (${numberOf(photos)})`] as const),
    ],
    (value) => set({ warning: value }),
  );
  warning.element.hidden = warnings.length === 0;
  const reviewed = select(
    'Review',
    [
      ['all', 'All photos'],
      ['reviewed', 'Reviewed by a person'],
      ['corrected', 'Corrected by a person'],
      ['to-review', 'Not reviewed yet'],
    ],
    (value) => set({ reviewed: value as Filter['reviewed'] }),
  );
  const text = h('input', {
    type: 'search',
    placeholder: 'File, site, what was read',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  text.addEventListener('input', () => set({ text: text.value }));
  const fields = h(
    'div',
    { class: 'fields', role: 'search' },
    site.element,
    reviewed.element,
    warning.element,
    h('label', { class: 'field' }, 'Find', text),
  );
  const write = (filter: Filter): void => {
    site.list.value = String(filter.site);
    warning.list.value = filter.warning;
    reviewed.list.value = filter.reviewed;
    // Written only where it differs: the cursor of who types stays.
    if (text.value !== filter.text) text.value = filter.text;
  };
  return { fields, write };
}
