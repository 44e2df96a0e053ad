/** What came out: counts by answer, by site, and how far the model can be trusted. */
import { photoAnswers } from '../answers.js';
import { button, h } from '../dom.js';
import { answerNames } from '../words.js';
import { countsOf, type Entry, type Standing } from './entries.js';
import type { CardFacts, ReportFacts, Share } from './facts.js';
import { signOf } from './symbols.js';

/** What a person can do with the summary. */
export interface SummaryEvents {
  readonly onAnswer: (answer: Standing) => void;
  readonly onSite: (site: number | 'none') => void;
}

/** `1,204` */
export const numberOf = (value: number): string => value.toLocaleString('en-GB');

/** `1 photo`, `1,204 photos` */
export const photosOf = (count: number): string => `${numberOf(count)} ${count === 1 ? 'photo' : 'photos'}`;

/** `50.0 % (95 % interval 35.2 to 64.8 %)`; nothing can be said of none. */
export function percentWords({ k, n, low, high }: Share): string {
  if (n === 0) return 'no share can be given';
  return `${percentOf(k / n)} % (95 % interval ${percentOf(low)} to ${percentOf(high)} %)`;
}

const percentOf = (share: number): string => (share * 100).toFixed(1);

const rateWords = (rate: Share): string =>
  rate.n === 0
    ? 'not measured'
    : `${numberOf(rate.k)} of ${numberOf(rate.n)}: ${percentOf(rate.k / rate.n)} % (${percentOf(rate.low)} to ${percentOf(rate.high)})`;

/** Counts by answer, each a way to its photos. */
export function createCounts(entries: readonly Entry[], { onAnswer }: SummaryEvents): HTMLElement {
  const counts = countsOf(entries);
  const tiles = photoAnswers.map((standing) =>
    h(
      'li',
      {},
      button(
        { class: 'tile', 'data-answer': standing, disabled: counts[standing] === 0 },
        () => onAnswer(standing),
        h('span', { class: 'tile-count' }, signOf(standing), numberOf(counts[standing])),
        h('span', {}, tileNames[standing]),
      ),
    ),
  );
  return h('ul', { class: 'tiles', 'aria-label': 'Photos by answer' }, ...tiles);
}

const tileNames: Readonly<Record<Standing, string>> = {
  ...answerNames,
  'unknown-brand': "A camera, can't tell whose",
  'no-camera': 'No camera found',
  failed: 'Could not be read',
};

/** What the counts mean, and what they don't. */
export function createMeaning({ claims, confirmed }: ReportFacts, entries: readonly Entry[]): HTMLElement {
  const judged = entries.filter(({ photo }) => photo.person !== null && photo.person.kind !== 'begun').length;
  const corrected = entries.filter(({ photo }) => photo.person?.kind === 'corrected').length;
  const persons =
    judged === 0
      ? "Nobody has reviewed these answers yet: each is the program's alone."
      : `Persons reviewed ${photosOf(judged)} and corrected ${numberOf(corrected)}; their word counts.`;
  const checked =
    confirmed.n === 0
      ? ''
      : ` Of the program's ${numberOf(confirmed.n)} claims of Hikvision or Dahua that persons reviewed, ${numberOf(confirmed.k)} ` +
        `stand: ${percentWords(confirmed)}.`;
  return h(
    'div',
    { class: 'meaning' },
    h(
      'p',
      {},
      h('strong', {}, 'Counts are photos, not cameras.'),
      ' The same camera may be on several photos. ',
      persons,
      checked,
    ),
    h(
      'p',
      {},
      `Hikvision or Dahua counts on ${numberOf(claims.k)} of the ${photosOf(claims.n)} with a camera: ${percentWords(claims)}. ` +
        'The interval is that of a random sample of as many photos; a survey that goes where cameras are is none.',
    ),
    h(
      'p',
      {},
      "Can't tell means that a camera is there and nothing settles whose: too small, blurred, its mark hidden, or none on it. " +
        "No camera found doesn't mean that there is none: small and distant ones are often missed.",
    ),
  );
}

/** Sites against answers. */
export function createSites({ sites }: ReportFacts, entries: readonly Entry[], { onSite }: SummaryEvents): HTMLElement {
  const bySite = groupsOf(entries);
  const row = (name: HTMLElement | string, group: readonly Entry[]): HTMLElement => {
    const counts = countsOf(group);
    const reviewed = group.filter(({ photo }) => photo.person !== null && photo.person.kind !== 'begun').length;
    const cells = [...photoAnswers.map((standing) => counts[standing]), group.length, reviewed];
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      ...cells.map((count) => h('td', { class: count === 0 ? 'none' : '' }, numberOf(count))),
    );
  };
  const link = (name: string, site: number | 'none') => button({ class: 'link' }, () => onSite(site), name);
  const rows = sites.map(({ name }, site) => row(link(name, site), bySite.get(site) ?? []));
  const without = bySite.get(null);
  const headings = [...photoAnswers.map((standing) => answerNames[standing]), 'Photos', 'Reviewed'];
  return h(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Sites by answer' },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, 'Photos by site and answer'),
      h('thead', {}, h('tr', {}, ...['Site', ...headings].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows, without ? row(link('No site', 'none'), without) : null),
      h('tfoot', {}, row('All', entries)),
    ),
  );
}

/** The entries of each site; null: of none. */
export function groupsOf(entries: readonly Entry[]): ReadonlyMap<number | null, readonly Entry[]> {
  const groups = new Map<number | null, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.photo.site);
    if (group) group.push(entry);
    else groups.set(entry.photo.site, [entry]);
  }
  return groups;
}

/** Error rates of the model, as its card says. */
export function createTrust({ models, card }: ReportFacts): HTMLElement {
  const versions = models.map(({ id, version, photos }) => `${id} ${version} (${photosOf(photos)})`).join(', ');
  const asked = h('p', {}, `Recognised by the model ${versions}, on the surveyor's own machine.`);
  if (!card) return h('div', { class: 'trust' }, asked, h('p', {}, "Its error rates aren't known here."));
  const rates: [string, keyof Omit<CardFacts['sets'][number], 'name' | 'pictures'>][] = [
    ['Brand claims that are right', 'precision'],
    ['Hikvision and Dahua pictures with a right claim', 'rightClaims'],
    ['Pictures of mounted cameras on which one was found', 'found'],
    ['Camera-free street pictures on which a brand was claimed', 'falseBrands'],
  ];
  const head = card.sets.map(({ name, pictures }) => h('th', { scope: 'col' }, `${name}, n = ${numberOf(pictures)}`));
  const rows = rates.map(([name, rate]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), ...card.sets.map((set) => h('td', {}, rateWords(set[rate])))),
  );
  return h(
    'div',
    { class: 'trust' },
    asked,
    h(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Error rates' },
      h(
        'table',
        {},
        h(
          'caption',
          {},
          `Error rates of ${card.model.id} ${card.model.version}, from its model card, with 95 % intervals`,
        ),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Measured'), ...head)),
        h('tbody', {}, ...rows),
      ),
    ),
    h(
      'p',
      {},
      'Most test pictures come from shops; photos of mounted cameras are smaller, dirtier and more oblique, so expect fewer ' +
        "claims there. Don't accuse anybody by this report alone: look at the evidence of each claim, best at the camera itself.",
    ),
  );
}
