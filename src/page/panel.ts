/** The person's verdict on one camera: confirm, correct, name another maker, not a camera. */
import type { Camera } from '../recognise/result.js';
import { answerOfCamera, brandNamed, cameraAnswers, type CameraVerdict } from './answers.js';
import { button, h } from './dom.js';
import { createNameField } from './names.js';
import { isSameWord, machineMark, type Mark, nameSaid } from './verdicts.js';
import { answerNames, capitalised, nameOf } from './words.js';

/** The buttons of one camera. */
export interface Panel {
  readonly element: HTMLElement;
  /** Shows what the person said; undefined: nothing. */
  show(mark: Mark | undefined): void;
  /** It's another maker's, and its name is to be written. */
  startName(): void;
}

/** What a panel tells. */
export interface PanelEvents {
  /** `brandName`: of another maker, as `Mark`'s. */
  readonly onJudge: (answer: CameraVerdict, brandName?: string | null) => void;
  /** A name was written. */
  readonly onNamed: () => void;
}

interface Choice {
  readonly answer: CameraVerdict;
  readonly words: string;
  readonly key: string;
  /** As the machine says. */
  readonly isConfirm?: boolean;
}

/** `of`: which camera, for screen readers: `camera 1 of 2`. */
export function createPanel(camera: Camera, of: string, { onJudge, onNamed }: PanelEvents): Panel {
  const choices = choicesFor(camera);
  let said: Mark | undefined;
  const field = createNameField((name) => {
    const own = name === null ? undefined : brandNamed(name);
    if (own) onJudge(own);
    else onJudge('other-brand', name);
  }, onNamed);
  const startName = (): void => {
    if (said?.answer !== 'other-brand') onJudge('other-brand');
    field.focus();
  };
  const buttons = choices.map(({ answer, words, key, isConfirm = false }) => {
    const isOtherName = answer === 'other-brand' && answer === camera.kind && !isConfirm;
    const judge = (): void => {
      if (isOtherName) onJudge(answer, null);
      else onJudge(answer);
      if (isOtherName) field.focus();
    };
    const attributes = {
      class: isConfirm ? 'choice confirm' : 'choice',
      'data-answer': answer,
      'aria-pressed': 'false',
    };
    return button(attributes, judge, words, h('kbd', { 'aria-hidden': 'true' }, key));
  });
  const [confirm, ...others] = buttons;
  const label = { class: 'panel', role: 'group', 'aria-label': `Your verdict on ${of}` };
  const or = h('span', { class: 'or' }, "or it's");
  return {
    element: h('div', label, confirm ?? null, or, ...others, field.element),
    show(mark) {
      said = mark;
      const name = mark ? nameSaid(mark, camera) : null;
      const isAsMachine = mark !== undefined && isSameWord(mark, machineMark(camera), camera);
      buttons.forEach((one, i) => {
        const { answer, isConfirm = false } = choices[i] ?? {};
        one.setAttribute('aria-pressed', String(answer === mark?.answer && isConfirm === isAsMachine));
      });
      // As a name is written; one that a person wrote stays as it is.
      const shown = name !== null && name === camera.brandName ? capitalised(name) : name;
      field.show(mark?.answer === 'other-brand', shown);
    },
    startName,
  };
}

function choicesFor(camera: Camera): Choice[] {
  const machine = answerOfCamera(camera);
  const isNamedOther = machine === 'other-brand' && camera.brandName !== null;
  const keyOf = (answer: CameraVerdict): string =>
    answer === 'not-a-camera' ? 'x' : answer === machine ? 'b' : String(cameraAnswers.indexOf(answer) + 1);
  const others = [...cameraAnswers, 'not-a-camera' as const].filter((answer) => answer !== machine || isNamedOther);
  return [
    { answer: machine, words: `Confirm: ${nameOf(camera)}`, key: 'c', isConfirm: true },
    ...others.map((answer) => ({ answer, words: answerNames[answer], key: keyOf(answer) })),
  ];
}
