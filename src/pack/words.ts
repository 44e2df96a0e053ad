/** What a pack says, in plain English. */
import type { Share } from '../metrics/wilson.js';
import { answerOfCamera } from '../page/answers.js';
import { answerNames, asSentence, frequencyOf, sayCamera, sentenceOf } from '../page/words.js';
import type { Brand, OkRecord } from '../recognise/result.js';
import type { Claim } from './claims.js';

/** How often brand claims were right when the model was tested, and on how many pictures. */
export interface CardRate {
  readonly pictures: number;
  readonly right: Share;
}

/** How often brand claims were wrong on this survey, and on which of its photos. */
export interface SurveyRate {
  readonly basis: 'all' | 'random' | 'chosen';
  /** Photos that a person judged, and all that were answered. */
  readonly judged: number;
  readonly photos: number;
  readonly wrong: Share;
}

const names = (brands: readonly Brand[]): string =>
  [...new Set(brands)]
    .sort()
    .reverse()
    .map((brand) => answerNames[brand])
    .join(' and ');

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** `On 2 photos, cameras of Hikvision and Dahua can be seen. They were taken on 2026-11-02.` */
export function seenWords(claims: readonly Claim[]): string {
  const records = [...new Set(claims.map(({ record }) => record))];
  const brands = names(claims.map(({ brand }) => brand));
  return `On ${counted(records.length, 'photo')}, cameras of ${brands} can be seen. ${takenWords(records)}`;
}

function takenWords(records: readonly OkRecord[]): string {
  const days = records.flatMap(({ image }) => image.takenAt?.slice(0, 10) ?? []).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 'The files do not say when they were taken.';
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const without = records.length - days.length;
  const rest = without === 0 ? '' : `; ${counted(without, 'file')} of them ${without === 1 ? 'does' : 'do'} not say`;
  return `By the time in the files they were taken ${when}${rest}.`;
}

/** What was seen: `the mark HIKVISION was read`. */
export function evidenceWords({ machine, brand, confirmed }: Claim): string {
  if (!machine) return 'The program missed this camera; a person marked it.';
  const said = sayCamera(machine);
  if (answerOfCamera(machine) === brand) return asSentence(said.why);
  return `The program said: ${sentenceOf(said)}. ${confirmed?.reviewer ?? 'A person'} said: ${answerNames[brand]}.`;
}

/** How sure the program was; only of what it claimed itself. */
export function sureWords({ machine, brand }: Claim): string {
  if (!machine || answerOfCamera(machine) !== brand) return "A person's word, not the program's.";
  return `By its own estimate the program is right in ${frequencyOf(machine.confidence)} answers like this one.`;
}

/** Who confirmed it, and when. */
export const confirmedWords = ({ confirmed }: Claim): string =>
  confirmed
    ? `Checked by ${confirmed.reviewer} on ${confirmed.at.slice(0, 10)}.`
    : 'NOT CONFIRMED: no person has checked this.';

/** A claim in one paragraph of plain text, such as a letter's. */
export function claimText(claim: Claim, number: number): string {
  const { record, brand } = claim;
  const taken = record.image.takenAt === undefined ? '' : `, ${record.image.takenAt}`;
  const head = `${number}. ${answerNames[brand]} (photo ${baseName(record.file)}${taken}).`;
  return [head, evidenceWords(claim), sureWords(claim), confirmedWords(claim)].join(' ');
}

/** A file's name without its folders, and without what would break a line. */
export const baseName = (file: string): string =>
  (file.split('/').at(-1) ?? file).replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');

/** How many of the claims a person confirmed. */
export function statusWords(claims: readonly Claim[]): string {
  const open = claims.filter(({ confirmed }) => !confirmed).length;
  if (open === 0) return claims.length === 1 ? 'A person has checked this.' : 'A person has checked each of these.';
  return `${open} of these ${claims.length} ${open === 1 ? 'is' : 'are'} NOT CONFIRMED by a person.`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** `2 of 40 brand claims were wrong (5.0 %, 95 % interval 1.4 to 16.5 %)`. */
const shareWords = ({ k, n, share, low, high }: Share, what: string): string =>
  `${k} of ${n} brand claims were ${what} (${percent(share ?? 0)}; 95 % interval ${percent(low)} to ${percent(high)})`;

/** The model's error rate, where it's known: on this survey, and on its test pictures. */
export function errorRateWords(survey: SurveyRate | null, card: CardRate | null): string {
  const sentences = [...(survey ? [surveyWords(survey)] : []), ...(card ? [cardWords(card)] : [])];
  return sentences.length > 0 ? sentences.join(' ') : "This model's error rate isn't known here.";
}

const cardWords = ({ pictures, right }: CardRate): string =>
  `On its ${pictures} labelled test pictures, ${shareWords(right, 'right')}.`;

function surveyWords({ basis, judged, photos, wrong }: SurveyRate): string {
  const which = {
    all: `A person checked all ${photos} photos of this survey`,
    random: `A person checked ${judged} of the ${photos} photos of this survey, drawn at random`,
    chosen: `A person checked ${judged} of the ${photos} photos of this survey, which is no fair sample of it`,
  }[basis];
  return wrong.n === 0 ? `${which}; no brand was claimed on them.` : `${which}: ${shareWords(wrong, 'wrong')}.`;
}
