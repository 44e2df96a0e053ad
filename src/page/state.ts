/** Short words and elements for how far a photo is, and what the person said. */
import type { OkRecord } from '../recognise/result.js';
import { answerOfRecord, decidingCameraOf } from './answers.js';
import { h } from './dom.js';
import { type Photo, recordOf } from './photos.js';
import type { Outcome } from './verdicts.js';
import { answerNames, nameOf, percentOf, sayAnswer, sayPhoto } from './words.js';

/** How far a photo is, or its answer, in a few words. */
export function stateWords({ state }: Photo): string {
  if (state.kind === 'waiting') return 'Waiting';
  if (state.kind === 'sending') return `Sending, ${percentOf(state.share)}`;
  if (state.kind === 'looking') return 'Looking at it';
  if (state.kind === 'failed') return state.problem.title;
  const { headline, sure } = sayPhoto(state.record);
  return sure === '' ? headline : `${headline}, ${sure}`;
}

/** The same as a line with the answer's colour. */
export function stateElement(photo: Photo): HTMLElement {
  const { state } = photo;
  if (state.kind !== 'done') return h('span', { class: 'headline', 'data-answer': state.kind }, stateWords(photo));
  return answerElement(state.record);
}

/** A photo's answer as a line with its colour. */
export function answerElement(record: OkRecord): HTMLElement {
  const { headline, sure } = sayPhoto(record);
  const soft = sure === '' ? null : h('span', {}, `, ${sure}`);
  return h('span', { class: 'headline', 'data-answer': answerOfRecord(record) }, headline, soft);
}

/** What the person said: `You: Dahua. The program said Hikvision.` */
export function personWords({ answer, brandName, kind }: Outcome, photo: Photo): string {
  const record = recordOf(photo);
  const camera = record && decidingCameraOf(record);
  const machine = camera ? nameOf(camera) : record ? answerNames[answerOfRecord(record)] : '';
  const person = sayAnswer(answer, brandName);
  if (kind === 'confirmed') return `You confirmed: ${person}.`;
  if (kind === 'begun') return 'You confirmed some of the cameras.';
  return person === machine
    ? `You corrected a camera; the photo's answer stays ${machine}.`
    : `You: ${person}. The program said: ${machine}.`;
}
