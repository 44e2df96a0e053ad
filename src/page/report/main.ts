/** Puts the report's page together. */
import { byId, h } from '../dom.js';
import { createContact, maxPrinted } from './contact.js';
import { createDetail } from './detail.js';
import { readReport } from './document.js';
import { type Entry, entryOf } from './entries.js';
import { createFilterBar } from './filter-bar.js';
import { createMap } from './map.js';
import {
  createCounts,
  createMeaning,
  createSites,
  createTrust,
  groupsOf,
  numberOf,
  photosOf,
  type SummaryEvents,
} from './summary.js';
import { openViewer } from './viewer.js';

const { report, photos } = readReport();
const entries = photos.map((photo) => entryOf(photo, report.sites));
const section = (id: string, ...children: readonly (HTMLElement | null)[]): void =>
  byId(id, HTMLElement).append(...children.filter((child) => child !== null));

document.title = report.title;
byId('title', HTMLHeadingElement).textContent = report.title;
const siteCount = report.sites.length === 1 ? '1 site' : `${numberOf(report.sites.length)} sites`;
byId('subtitle', HTMLParagraphElement).textContent =
  `${photosOf(entries.length)}, ${siteCount}. Made ${report.at.slice(0, 10)} by whosecam.`;

let shown: readonly Entry[] = entries;
const viewer = openViewer(
  (index) => {
    const entry = shown[index];
    return entry && { title: entry.photo.record.file, content: createDetail(entry, report.hasPlaces) };
  },
  () => shown.length,
  (index) => contact.focus(index),
);
const contact = createContact((index) => viewer.open(index));
const tooMany = h('p', { class: 'print-note' });
const bar = createFilterBar(entries, report.sites, (chosen) => {
  shown = chosen;
  contact.show(chosen);
  empty.hidden = chosen.length > 0;
  tooMany.textContent =
    chosen.length > maxPrinted
      ? `The first ${numberOf(maxPrinted)} of ${photosOf(chosen.length)}; print others by a filter.`
      : '';
});
const empty = h('p', { class: 'empty' }, 'No photo is like that.');

/** From the summary or the map to the photos behind a number. */
const goToPhotos: SummaryEvents = {
  onAnswer: (answer) => choose({ answer, site: 'all' }),
  onSite: (site) => choose({ answer: 'all', site }),
};
function choose(changes: Parameters<typeof bar.set>[0]): void {
  bar.set({ reviewed: 'all', warning: 'all', text: '', ...changes });
  const heading = byId('photos-title', HTMLHeadingElement);
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

section(
  'summary',
  createCounts(entries, goToPhotos),
  createMeaning(report, entries),
  createSites(report, entries, goToPhotos),
);
const map = createMap(report.sites, groupsOf(entries), goToPhotos.onSite);
byId('map', HTMLElement).hidden = map === null;
section('map', map);
section('trust', createTrust(report));
section('photos', bar.element, empty, tooMany, contact.element);
bar.set({});
