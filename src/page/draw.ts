/** Marking a camera that the program missed: by dragging a rectangle, or by numbers. */
import { type Box, brandNamed, cameraAnswers, type CameraAnswer } from './answers.js';
import { button, h } from './dom.js';
import { createNameField } from './names.js';
import { type Picture, place } from './picture.js';
import { type Mark, markOf } from './verdicts.js';
import { answerNames } from './words.js';

/** Smallest side of a box, as a share of the photo: less is a slip of the hand. */
const minSide = 0.005;

/** A form that is open until a box is added or it's cancelled. */
export interface Drawing {
  readonly element: HTMLElement;
  /** Chooses what the missed camera is. */
  choose(answer: CameraAnswer): void;
}

/** Opens the form. `onEnd`: null when it's cancelled. */
export function openDrawing({ surface }: Picture, onEnd: (mark: Mark | null) => void): Drawing {
  const outline = h('div', { class: 'box drawn', hidden: true }, h('span', {}, 'Missed camera'));
  const sheet = h('div', { class: 'sheet', 'aria-hidden': 'true' }, outline);
  const numbers = createNumbers(() => show(numbers.read()));
  const answers = cameraAnswers.map((answer) => h('option', { value: answer }, answerNames[answer]));
  const select = h('select', { 'aria-label': 'What the missed camera is' }, ...answers);
  const name = createNameField(() => undefined);
  const choose = (answer: CameraAnswer): void => {
    select.value = answer;
    name.show(answer === 'other-brand', name.read());
  };
  select.addEventListener('change', () => choose(select.value as CameraAnswer));
  choose('unknown-brand');
  const add = h('button', { type: 'submit', class: 'primary' }, 'Add');
  const form = h(
    'form',
    { class: 'drawing', 'aria-label': 'Mark a missed camera' },
    h('p', {}, 'Drag a rectangle around the camera, or give it in percent of the photo.'),
    h('div', { class: 'fields' }, h('label', {}, 'It is', select), name.element, ...numbers.labels),
    h(
      'div',
      { class: 'actions' },
      add,
      button({}, () => close(null), 'Cancel'),
    ),
  );
  const show = (box: Box | null): void => {
    outline.hidden = box === null;
    add.disabled = box === null;
    if (box) place(outline, box);
  };
  const close = (mark: Parameters<typeof onEnd>[0]): void => {
    sheet.remove();
    onEnd(mark);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const box = numbers.read();
    const answer = select.value as CameraAnswer;
    const own = answer === 'other-brand' ? brandNamed(name.read() ?? '') : undefined;
    if (box) close(markOf({ box, answer: own ?? answer, brandName: name.read() }));
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close(null);
  });
  listenToDrag(sheet, (box) => {
    numbers.write(box);
    show(numbers.read());
  });
  surface.append(sheet);
  show(null);
  return { element: form, choose };
}

/** Inputs for left, top, width and height, in percent. */
function createNumbers(onInput: () => void) {
  const inputs = ['Left', 'Top', 'Width', 'Height'].map((name) => {
    const input = h('input', { type: 'number', min: 0, max: 100, step: 'any', inputmode: 'decimal', required: true });
    input.addEventListener('input', onInput);
    return { input, label: h('label', {}, `${name} %`, input) };
  });
  return {
    labels: inputs.map(({ label }) => label),
    write: (box: Box) => inputs.forEach(({ input }, i) => (input.value = ((box[i] ?? 0) * 100).toFixed(1))),
    read: (): Box | null =>
      boxWithin(inputs.map(({ input }) => (input.value === '' ? NaN : input.valueAsNumber / 100))),
  };
}

/** The part of a box that lies on the photo; null when that is hardly any. */
function boxWithin([x = NaN, y = NaN, width = NaN, height = NaN]: readonly number[]): Box | null {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  // As many digits as the records have.
  const rounded = (share: number) => Math.round(share * 1e6) / 1e6;
  const [right, bottom] = [Math.min(1, x + width), Math.min(1, y + height)];
  const box: Box = [rounded(left), rounded(top), rounded(right - left), rounded(bottom - top)];
  // NaN, of what isn't given yet, compares to nothing.
  return box[2] >= minSide && box[3] >= minSide ? box : null;
}

function listenToDrag(sheet: HTMLElement, onBox: (box: Box) => void): void {
  let start: readonly [number, number] | null = null;
  const at = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    const share = (value: number) => Math.min(1, Math.max(0, value));
    return [share((clientX - left) / width), share((clientY - top) / height)];
  };
  sheet.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    start = at(event);
  });
  sheet.addEventListener('pointermove', (event) => {
    if (!start) return;
    const [[x, y], [otherX, otherY]] = [start, at(event)];
    onBox([Math.min(x, otherX), Math.min(y, otherY), Math.abs(otherX - x), Math.abs(otherY - y)]);
  });
  const stop = (): void => void (start = null);
  sheet.addEventListener('pointerup', stop);
  sheet.addEventListener('pointercancel', stop);
}
