/** The boxes to draw on a photo: the program's cameras with the word that counts, and those that the person added. */
import type { OkRecord } from '../recognise/result.js';
import { answerOfCamera } from './answers.js';
import type { DrawnBox } from './picture.js';
import { type Mark, nameSaid, readMarks } from './verdicts.js';
import { nameOf, sayAnswer } from './words.js';

/** `current`: index of the camera that keys act on, of a photo with several; `whose`: who added what the program missed. */
export function boxesOf(record: OkRecord, marks: readonly Mark[], current?: number, whose = 'yours'): DrawnBox[] {
  const { cameras, missed } = readMarks(marks, record);
  const found = record.cameras.map((camera, i): DrawnBox => {
    const mark = cameras[i];
    const answer = mark?.answer ?? answerOfCamera(camera);
    const name = mark ? sayAnswer(answer, nameSaid(mark, camera)) : nameOf(camera);
    const label = record.cameras.length > 1 ? `${i + 1} ${name}` : name;
    return { box: camera.box, answer, label, isCurrent: i === current };
  });
  const added = missed.map((mark): DrawnBox => {
    const { box, answer } = mark;
    return { box, answer, label: `${sayAnswer(answer, nameSaid(mark, undefined))} (${whose})` };
  });
  return [...found, ...added];
}
