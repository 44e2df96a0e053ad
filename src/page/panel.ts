/** The person's verdict on one camera: confirm, correct, not a camera. */
import type { Camera } from '../recognise/result.js';
import { answerOfCamera, cameraAnswers, type CameraVerdict } from './answers.js';
import { button, h } from './dom.js';
import { answerNames } from './words.js';

/** The buttons of one camera. */
export interface Panel {
  readonly element: HTMLElement;
  /** Shows what the person said; undefined: nothing. */
  show(answer: CameraVerdict | undefined): void;
}

/** `of`: which camera, for screen readers: `camera 1 of 2`. */
export function createPanel(camera: Camera, of: string, onJudge: (answer: CameraVerdict) => void): Panel {
  const machine = answerOfCamera(camera);
  const choices: readonly CameraVerdict[] = [
    machine,
    ...cameraAnswers.filter((answer) => answer !== machine),
    'not-a-camera',
  ];
  const buttons = choices.map((answer) => {
    const isMachine = answer === machine;
    const key = isMachine ? 'c' : answer === 'not-a-camera' ? 'x' : String(cameraAnswers.indexOf(answer) + 1);
    const words = isMachine ? `Confirm: ${answerNames[answer]}` : answerNames[answer];
    const attributes = {
      class: isMachine ? 'choice confirm' : 'choice',
      'data-answer': answer,
      'aria-pressed': 'false',
    };
    return button(attributes, () => onJudge(answer), words, h('kbd', { 'aria-hidden': 'true' }, key));
  });
  const [confirm, ...others] = buttons;
  const element = h(
    'div',
    { class: 'panel', role: 'group', 'aria-label': `Your verdict on ${of}` },
    confirm ?? null,
    h('span', { class: 'or' }, "or it's"),
    ...others,
  );
  return {
    element,
    show: (answer) => buttons.forEach((one, i) => one.setAttribute('aria-pressed', String(choices[i] === answer))),
  };
}
