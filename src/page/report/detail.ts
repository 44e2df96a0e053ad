/** One photo with all that stands behind its answer: what was read, the crop that decided, the rule, the person's word. */
import type { Camera, OkRecord } from '../../recognise/result.js';
import { h } from '../dom.js';
import { besideCrops, createAdvice, facts } from '../evidence.js';
import { answerElement } from '../state.js';
import { type Mark, nameSaid, readMarks } from '../verdicts.js';
import { answerNames, asSentence, marksRead, sayAnswer, sayCamera, sayPhoto, sentenceOf } from '../words.js';
import type { Entry } from './entries.js';
import { cropFile, type PersonFacts, type PhotoFacts } from './facts.js';
import { createPhoto, noPictureWords } from './photo.js';

/** Everything about a photo. `hasPlaces`: whether the report tells places at all. */
export function createDetail(entry: Entry, hasPlaces: boolean): HTMLElement {
  const { photo, site } = entry;
  const { record, picture } = photo;
  const note =
    picture === 'shown' || picture === 'left-out' ? null : h('p', { class: 'why' }, `${noPictureWords[picture]}.`);
  return h(
    'div',
    { class: 'detail' },
    createPhoto(photo, 'large').element,
    h(
      'div',
      { class: 'findings' },
      h('div', { class: 'answer' }, ...answerOf(entry)),
      createWarnings(photo),
      ...(record.status === 'ok' ? camerasOf(record, photo) : []),
      note,
      facts(photoFacts(photo, site, hasPlaces)),
    ),
  );
}

/** The answer that counts, and the other voice beside it. */
function answerOf({ photo: { record, person }, answer }: Entry): HTMLElement[] {
  const why = (words: string): HTMLElement => h('p', { class: 'why' }, asSentence(words));
  if (record.status === 'failed') {
    return [h('span', { class: 'headline', 'data-answer': 'failed' }, answerNames.failed), why(record.error.message)];
  }
  const saying = sayPhoto(record);
  if (person?.kind === 'corrected') {
    const counts = h('span', { class: 'headline', 'data-answer': answer }, sayAnswer(answer, person.brandName));
    return [counts, createPerson(person), why(`The program said: ${sentenceOf(saying)}`)];
  }
  return [answerElement(record), why(saying.why), ...(person ? [createPerson(person)] : [])];
}

function createPerson({ kind, reviewer, at }: PersonFacts): HTMLElement {
  const words = { confirmed: 'Confirmed', corrected: 'Corrected', begun: 'Confirmed in part' }[kind];
  const when = at === null ? '' : `, ${at.slice(0, 10)}`;
  return h('p', { class: 'person', 'data-kind': kind }, `${words} by ${reviewer ?? 'a person'}${when}`);
}

function createWarnings({ warnings }: PhotoFacts): HTMLElement | null {
  if (warnings.length === 0) return null;
  const items = warnings.map(({ text }) => h('li', {}, asSentence(text)));
  return h('div', { class: 'advice' }, h('strong', {}, 'Look twice'), h('ul', {}, ...items));
}

function camerasOf(record: OkRecord, photo: PhotoFacts): HTMLElement[] {
  const said = photo.person ? readMarks(photo.person.marks, record).cameras : [];
  const hasSeveral = record.cameras.length > 1;
  return record.cameras.map((camera, i) =>
    h(
      'section',
      { class: 'camera' },
      // Of the only camera the photo's answer says it all.
      hasSeveral ? h('h3', {}, `Camera ${i + 1}. ${sentenceOf(sayCamera(camera))}`) : null,
      hasSeveral ? verdictLine(said[i], camera) : null,
      createAdvice(camera),
      besideCrops(camera, cropsOf(camera, i, photo)),
    ),
  );
}

const verdictLine = (mark: Mark | undefined, camera: Camera): HTMLElement | null =>
  mark ? h('p', { class: 'person' }, `By a person: ${sayAnswer(mark.answer, nameSaid(mark, camera))}`) : null;

function cropsOf(camera: Camera, index: number, { record, picture }: PhotoFacts): HTMLElement {
  const { sha256 } = record;
  if (picture !== 'shown' || sha256 === null) return h('div', { class: 'crops', hidden: true });
  const marks = marksRead(camera).map(({ text }, mark) => figure(cropFile(sha256, index, mark), `The mark: ${text}`));
  return h('div', { class: 'crops' }, figure(cropFile(sha256, index), 'The camera'), ...marks);
}

function figure(file: string, label: string): HTMLElement {
  const image = h('img', { src: file, alt: `${label}, enlarged`, decoding: 'async' });
  return h('figure', { class: 'crop' }, image, h('figcaption', {}, label));
}

function photoFacts({ record }: PhotoFacts, site: string, hasPlaces: boolean): [string, string][] {
  const pairs: [string, string | undefined][] = [
    ['File', record.file],
    ['Site', site],
    ...(record.status === 'ok'
      ? imageFacts(record, hasPlaces)
      : [['Error', record.error.code] satisfies [string, string]]),
    ['Model', `${record.model.id} ${record.model.version}`],
    ['SHA-256', record.sha256 ?? 'the file could not be read'],
  ];
  return pairs.flatMap(([name, value]) => (value ? [[name, value]] : []));
}

function imageFacts({ image }: OkRecord, hasPlaces: boolean): [string, string | undefined][] {
  const { takenAt, location, width, height, format } = image;
  return [
    ['Taken', takenAt],
    ['Place', hasPlaces && location ? `${location.lat.toFixed(5)}, ${location.lon.toFixed(5)}` : undefined],
    ['Photo', `${width} x ${height} pixels, ${format.toUpperCase()}`],
  ];
}
