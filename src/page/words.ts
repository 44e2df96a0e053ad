/** A record in plain English. */
import type { Camera, Evidence, OkRecord, Reason, WordmarkEvidence } from '../recognise/result.js';
import { answerOfCamera, answerOfRecord, type Answer, decidingCameraOf } from './answers.js';

/** Names of answers, as they stand on buttons and boxes. */
export const answerNames: Readonly<Record<Answer | 'not-a-camera' | 'failed', string>> = {
  hikvision: 'Hikvision',
  dahua: 'Dahua',
  'other-brand': 'Another maker',
  'unknown-brand': "Can't tell",
  'no-camera': 'No camera',
  'not-a-camera': 'Not a camera',
  failed: 'Failed',
};

/** An answer in words. */
export interface Saying {
  /** `Hikvision`, `Axis`, `Can't tell` ... */
  readonly headline: string;
  /** `quite sure`, `another maker, quite sure`; empty where there's nothing to be sure of. */
  readonly sure: string;
  /** Why, beginning in lower case, without a full stop. */
  readonly why: string;
}

/** The whole of it in one line: `Hikvision, quite sure: the mark HIKVISION was read`. */
export const sentenceOf = ({ headline, sure, why }: Saying): string =>
  `${headline}${sure === '' ? '' : `, ${sure}`}: ${why}`;

/** What the program says about a photo. */
export function sayPhoto(record: OkRecord): Saying {
  const camera = decidingCameraOf(record);
  if (camera && record.cameras.length === 1) return sayCamera(camera);
  if (camera) {
    const names = record.cameras.map(nameOf).join(', ');
    return { ...sayCamera(camera), why: `${record.cameras.length} cameras: ${names}` };
  }
  return {
    headline: answerNames[answerOfRecord(record)],
    sure: '',
    why: 'none was found; small and distant ones are often missed',
  };
}

/** What the program says about a camera. */
export function sayCamera(camera: Camera): Saying {
  if (camera.kind === 'unknown-brand') {
    return { headline: answerNames['unknown-brand'], sure: '', why: whyUnknown(camera, camera.reason) };
  }
  const isNamedOther = camera.kind === 'other-brand' && camera.brandName !== null;
  const sure = `${isNamedOther ? 'another maker, ' : ''}${surenessOf(camera.confidence)}`;
  return { headline: nameOf(camera), sure, why: whyNamed(camera) };
}

/** A short name for a camera's box: the maker's where it's known. */
export const nameOf = (camera: Camera): string => sayAnswer(answerOfCamera(camera), camera.brandName);

/** An answer, or the other maker's name where it's known. */
export const sayAnswer = (answer: Answer | 'not-a-camera' | 'failed', brandName: string | null): string =>
  answer === 'other-brand' && brandName !== null ? capitalised(brandName) : answerNames[answer];

/** Confidence in words: such answers are right about so often. */
export function surenessOf(confidence: number): string {
  if (confidence >= 0.95) return 'quite sure';
  return confidence >= 0.85 ? 'fairly sure' : 'not very sure';
}

/** Confidence as a frequency: `about 97 in 100`. It never rounds up to certainty. */
export function frequencyOf(confidence: number): string {
  if (confidence > 0.99) return 'more than 99 in 100';
  return confidence < 0.01 ? 'fewer than 1 in 100' : `about ${Math.round(confidence * 100)} in 100`;
}

/** A share as a percentage that keeps `none` and `all` for those. */
export function percentOf(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  return share < 1 && share > 0.99 ? '> 99 %' : `${Math.round(share * 100)} %`;
}

/** The marks that were read on a camera. */
export const marksRead = (camera: Camera): WordmarkEvidence[] => camera.evidence.filter(isWordmark);

const isWordmark = (evidence: Evidence): evidence is WordmarkEvidence => evidence.type === 'wordmark';

function whyNamed(camera: Camera): string {
  const { lineage, brandName } = camera;
  const mark = marksRead(camera).find(({ name }) => name === brandName) ?? marksRead(camera)[0];
  if (mark) {
    const family = lineage && lineage.link !== 'own-brand' ? `; ${familyWords(lineage)}` : '';
    return `the mark ${mark.text} was read${family}`;
  }
  if (brandName !== null) return `no mark was read; the housing is one that was taught as ${capitalised(brandName)}`;
  const whose = camera.kind === 'brand' ? `${answerNames[camera.brand]}'s` : "another maker's";
  return `no mark was read; the housing's shape is ${whose}`;
}

const linkWords = {
  'own-brand': 'the own mark of',
  'sub-brand': 'a second brand of',
  oem: 'a company that sells units of',
  'look-alike': 'a look-alike of',
  'model-number': 'a model number of',
} as const;

/** `a second brand of Hikvision`. */
export const familyWords = ({ link, family }: NonNullable<Camera['lineage']>): string =>
  `${linkWords[link]} ${answerNames[family]}`;

const reasonWords: Readonly<Record<Reason, string>> = {
  'too-small': 'the camera is too small on the photo',
  blurred: 'the photo is blurred there',
  dark: 'the camera is too dark',
  occluded: "something hides the camera, or it ends at the photo's edge",
  ambiguous: "what was seen doesn't settle it",
  'no-evidence': 'no mark was found, and the shape alone says too little',
};

function whyUnknown(camera: Camera, reason: Reason): string {
  const read = marksRead(camera).map(({ text }) => text);
  if (camera.rule === 1) return `${read.join(' and ')} were read on one camera, and can't both be right`;
  const word = read[0];
  if (camera.rule === 3 && word !== undefined) return `${word} was read, but not surely enough; ${reasonWords[reason]}`;
  return reasonWords[reason];
}

/** A name of the lexicon as a name is written. */
export const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A sentence: its first letter large, a full stop at its end. */
export const asSentence = (text: string): string => `${capitalised(text)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** The advice for a better photo, when the program can't tell. */
export const adviceOf = (camera: Camera | undefined): string | null =>
  camera?.kind === 'unknown-brand' ? camera.advice.text : null;

/** How far the work is: `2 of 3 photos done, 1 failed`. */
export function progressOf({ done, failed, all }: { done: number; failed: number; all: number }): string {
  const photos = all === 1 ? '1 photo' : `${all} photos`;
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  return done + failed === all ? `${photos} done${failures}` : `${done + failed} of ${photos} done${failures}`;
}
