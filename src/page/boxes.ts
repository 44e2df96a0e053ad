/** The boxes to draw on a photo: the program's cameras with the word that counts, and those that the person added. */
import type { OkRecord } from '../recognise/result.js';
import { answerOfCamera } from './answers.js';
import type { DrawnBox } from './picture.js';
import { type Mark, readMarks } from './verdicts.js';
import { answerNames, nameOf } from './words.js';

/** `current`: index of the camera that keys act on, of a photo with several; `whose`: who added what the program missed. */
export function boxesOf(record: OkRecord, marks: readonly Mark[], current?: number, whose = 'yours'): DrawnBox[] {
  const { cameras, missed } = readMarks(marks, record);
  const found = record.cameras.map((camera, i): DrawnBox => {
    const machine = answerOfCamera(camera);
    const answer = cameras[i] ?? machine;
    const name = answer === machine ? nameOf(camera) : answerNames[answer];
    const label = record.cameras.length > 1 ? `${i + 1} ${name}` : name;
    return { box: camera.box, answer, label, isCurrent: i === current };
  });
  return [...found, ...missed.map(({ box, answer }) => ({ box, answer, label: `${answerNames[answer]} (${whose})` }))];
}
