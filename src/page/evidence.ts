/** How the program came to its answer for one camera: what decided, enlarged, what was read, the probabilities. */
import type { Camera, Probabilities } from '../recognise/result.js';
import { h } from './dom.js';
import { createCrop } from './picture.js';
import { ruleWords } from './rules.js';
import {
  adviceOf,
  answerNames,
  asSentence,
  capitalised,
  familyWords,
  frequencyOf,
  marksRead,
  percentOf,
} from './words.js';

/** `image` is awaited: the enlarged pieces come when the photo is drawn. */
export function createEvidence(camera: Camera, image: Promise<HTMLImageElement | null>): HTMLElement {
  const crops = h('div', { class: 'crops' });
  void image.then((drawn) => {
    if (!drawn) return;
    const marks = marksRead(camera).map(({ box, text }) => createCrop(drawn, box, `The mark: ${text}`));
    crops.append(createCrop(drawn, camera.box, 'The camera'), ...marks);
  });
  return besideCrops(camera, crops);
}

/** The evidence with the enlarged pieces beside it. */
export function besideCrops(camera: Camera, crops: HTMLElement): HTMLElement {
  return h(
    'div',
    { class: 'evidence' },
    crops,
    h('div', {}, probabilityBars(camera.probabilities), facts(factsOf(camera))),
  );
}

/** What the next photo should do better; null where there's an answer. */
export function createAdvice(camera: Camera): HTMLElement | null {
  const advice = adviceOf(camera);
  if (advice === null) return null;
  return h('p', { class: 'advice' }, h('strong', {}, 'A better photo: '), asSentence(advice));
}

function probabilityBars(probabilities: Probabilities): HTMLElement {
  const rows = (['hikvision', 'dahua', 'other'] as const).map((name) => {
    const share = probabilities[name];
    const bar = h('span', { class: 'fill', 'data-answer': name === 'other' ? 'other-brand' : name });
    bar.style.setProperty('--share', String(share));
    const words = name === 'other' ? answerNames['other-brand'] : answerNames[name];
    return [h('dt', {}, words), h('dd', {}, h('span', { class: 'track' }, bar), percentOf(share))];
  });
  return h('dl', { class: 'bars' }, ...rows.flat());
}

function factsOf(camera: Camera): [string, string][] {
  const read = marksRead(camera).map(({ text, confidence }) => `${text} (reading ${percentOf(confidence)})`);
  const housing = camera.evidence.find((one) => one.type === 'housing')?.probabilities;
  const taught = camera.evidence.find((one) => one.type === 'gallery');
  const { lineage, confidence, kind } = camera;
  return [
    ['Read', read.length > 0 ? read.join(', ') : 'nothing that names a maker'],
    ...pair('The shape alone', housing && shapeWords(housing)),
    ...pair('Like one taught', taught && `${capitalised(taught.brandName)}, ${taught.similarity.toFixed(2)} of 1`),
    ...pair(
      'Family',
      lineage && lineage.link !== 'own-brand' && `${capitalised(familyWords(lineage))} (${lineage.source})`,
    ),
    ...pair('Right in', kind !== 'unknown-brand' && `${frequencyOf(confidence)} answers like this one`),
    ['A camera at all', percentOf(camera.detection)],
    ...pair('Noticed', camera.flags.map(flagWords).join(', ')),
    ['Decided by', ruleWords(camera.rule)],
  ];
}

const pair = (name: string, value: string | false | null | undefined): [string, string][] =>
  value ? [[name, value]] : [];

function shapeWords({ hikvision, dahua, other }: Probabilities): string {
  return `Hikvision ${percentOf(hikvision)}, Dahua ${percentOf(dahua)}, another maker ${percentOf(other)}`;
}

const flagWords = (flag: Camera['flags'][number]): string =>
  flag === 'rebadge-possible' ? 'a housing that is sold under several names' : flag;

/** A list of names and values. */
export function facts(pairs: readonly [string, string][]): HTMLElement {
  return h('dl', { class: 'facts' }, ...pairs.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}
