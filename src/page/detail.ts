/** One photo at large: its boxes, the answer, the evidence, and the person's verdict beside it. */
import type { Camera, OkRecord } from '../recognise/result.js';
import type { CameraAnswer, CameraVerdict } from './answers.js';
import { boxesOf } from './boxes.js';
import { button, h } from './dom.js';
import { type Drawing, openDrawing } from './draw.js';
import { createAdvice, createEvidence, facts } from './evidence.js';
import { createPanel, type PanelEvents } from './panel.js';
import { createPicture, type Picture } from './picture.js';
import { type Photo, recordOf } from './photos.js';
import { answerElement, personWords, stateElement } from './state.js';
import { confirmAll, dropMissed, judgeCamera, type Mark, nameSaid, outcomeOf, readMarks } from './verdicts.js';
import { asSentence, sayAnswer, sayCamera, sayPhoto, sentenceOf } from './words.js';

/** What the view asks and tells. */
export interface DetailEvents {
  /** undefined: the person said nothing. */
  readonly marksOf: (photo: Photo) => readonly Mark[] | undefined;
  /** The person said something; undefined: nothing any more. */
  readonly onMark: (photo: Photo, marks: readonly Mark[] | undefined) => void;
  readonly onRetry: (photo: Photo) => void;
  /** The name of another maker was written. */
  readonly onNamed?: () => void;
}

/** A photo at large. */
export interface Detail {
  readonly element: HTMLElement;
  /** Draws the person's verdict anew, or how far the photo is; all else stays, and so does the focus. */
  refresh(): void;
  /** Confirms what isn't judged. */
  confirm(): void;
  /** On the current camera; on a photo without one, a missed camera is begun. */
  judge(answer: CameraVerdict): void;
  /** The current camera is another maker's: its name is to be written. On a photo without one, as `judge`. */
  startName(): void;
  undo(): void;
  startMissed(answer?: CameraAnswer): void;
  nextCamera(): void;
  /** The picture came, or can't: there's nothing more to be seen. */
  isSeen(): boolean;
}

/** The view of a photo, in whatever state it is. */
export function createDetail(photo: Photo, events: DetailEvents): Detail {
  const picture = createPicture(photo.pictures.whole, `Photo ${photo.path}`, 'eager');
  const record = recordOf(photo);
  if (record) return answered(photo, record, picture, events);
  const retry = button({ class: 'primary' }, () => events.onRetry(photo), 'Try again');
  const nothing = (): void => undefined;
  const state = h('div', { class: 'answer' }, stateElement(photo));
  return {
    element: h(
      'div',
      { class: 'detail' },
      picture.element,
      state,
      photo.state.kind === 'failed' ? h('p', { class: 'why' }, asSentence(photo.state.problem.detail)) : null,
      photo.state.kind === 'failed' ? retry : null,
    ),
    refresh: () => state.replaceChildren(stateElement(photo)),
    confirm: nothing,
    judge: nothing,
    startName: nothing,
    undo: nothing,
    startMissed: nothing,
    nextCamera: nothing,
    isSeen: () => true,
  };
}

function answered(photo: Photo, record: OkRecord, picture: Picture, events: DetailEvents): Detail {
  picture.know(record.image);
  const marks = (): readonly Mark[] => events.marksOf(photo) ?? [];
  const change = (changed: readonly Mark[] | undefined): void => events.onMark(photo, changed);
  let current = record.verdict.camera ?? 0;
  const judgeAt = (index: number, ...said: Parameters<PanelEvents['onJudge']>): void =>
    change(judgeCamera(marks(), record, index, ...said));
  const cameras = record.cameras.map((camera, i) =>
    cameraPart(camera, i, record.cameras.length, picture, {
      onJudge: (...said) => judgeAt(i, ...said),
      onNamed: () => events.onNamed?.(),
      onFocus: () => {
        current = i;
        redraw();
      },
    }),
  );
  const redraw = (): void => picture.draw(boxesOf(record, marks(), cameras.length > 1 ? current : undefined));
  const person = personPart(photo, record, picture, {
    marks,
    change,
    hasVerdict: () => events.marksOf(photo) !== undefined,
  });
  const refresh = (): void => {
    const reading = readMarks(marks(), record);
    cameras.forEach(({ panel }, i) => panel.show(reading.cameras[i]));
    person.refresh();
    redraw();
  };
  refresh();
  return {
    element: h(
      'div',
      { class: 'detail' },
      picture.element,
      person.form,
      answerPart(record),
      person.said,
      ...cameras.map(({ section }) => section),
      person.missed,
      facts(photoFacts(record)),
    ),
    refresh,
    confirm: () => change(confirmAll(marks(), record)),
    judge: (answer) => {
      if (record.cameras.length > 0) judgeAt(current, answer);
      else if (answer !== 'not-a-camera') person.startMissed(answer);
    },
    startName() {
      if (cameras.length > 0) cameras[current]?.panel.startName();
      else person.startMissed('other-brand');
    },
    undo: () => change(undefined),
    startMissed: person.startMissed,
    nextCamera: () => cameras[(current + 1) % cameras.length]?.section.focus(),
    isSeen: picture.isSettled,
  };
}

interface CameraEvents extends PanelEvents {
  /** The person came to this camera. */
  readonly onFocus: () => void;
}

/** One camera: what the next photo should do better, the person's verdict, the evidence. */
function cameraPart(
  camera: Camera,
  index: number,
  all: number,
  picture: Picture,
  { onFocus, ...events }: CameraEvents,
) {
  const onNamed = (): void => {
    // Out of the field: keys are commands again.
    section.focus();
    events.onNamed();
  };
  const panel = createPanel(camera, all > 1 ? `camera ${index + 1} of ${all}` : 'the camera', { ...events, onNamed });
  const section = h(
    'section',
    { class: 'camera', tabindex: -1 },
    all > 1 ? h('h3', {}, `Camera ${index + 1}. ${sentenceOf(sayCamera(camera))}`) : null,
    createAdvice(camera),
    panel.element,
    createEvidence(camera, picture.image),
  );
  section.addEventListener('focusin', onFocus);
  return { panel, section };
}

/** The answer in plain words. */
function answerPart(record: OkRecord): HTMLElement {
  const why = h('p', { class: 'why' }, asSentence(sayPhoto(record).why));
  return h('div', { class: 'answer' }, answerElement(record), why);
}

interface PersonEvents {
  readonly marks: () => readonly Mark[];
  readonly change: (marks: readonly Mark[] | undefined) => void;
  readonly hasVerdict: () => boolean;
}

/** What the person said about the photo as a whole, and the cameras that they marked themselves. */
function personPart(photo: Photo, record: OkRecord, picture: Picture, { marks, change, hasVerdict }: PersonEvents) {
  let drawing: Drawing | null = null;
  const words = h('span', {});
  const said = h(
    'p',
    { class: 'said' },
    words,
    button({ class: 'quiet' }, () => change(undefined), 'Undo'),
  );
  const list = h('ul', { class: 'missed-list' });
  // Beside the photo, to be seen together with it.
  const form = h('div', { hidden: true });
  const startMissed = (answer?: CameraAnswer): void => {
    drawing ??= openDrawing(picture, (mark) => {
      drawing = null;
      form.hidden = true;
      if (mark) change([...marks(), mark]);
      start.focus();
    });
    if (answer) drawing.choose(answer);
    form.hidden = false;
    form.replaceChildren(drawing.element);
    drawing.element.querySelector('select')?.focus({ preventScroll: true });
    picture.element.scrollIntoView({ block: 'nearest' });
  };
  const start = button({}, () => startMissed(), 'Mark a missed camera', h('kbd', { 'aria-hidden': 'true' }, 'm'));
  const confirm = button(
    { class: 'choice confirm', 'data-answer': 'no-camera' },
    () => change(confirmAll(marks(), record)),
    'Confirm: no camera',
    h('kbd', { 'aria-hidden': 'true' }, 'c'),
  );
  const startButtons = record.cameras.length === 0 ? [confirm, start] : [start];
  const refresh = (): void => {
    const { missed } = readMarks(marks(), record);
    said.hidden = !hasVerdict();
    words.textContent = hasVerdict() ? personWords(outcomeOf(marks(), record), photo) : '';
    confirm.setAttribute('aria-pressed', String(hasVerdict() && missed.length === 0));
    const items = missed.map((mark, i) => {
      const remove = () => change(dropMissed(marks(), record, i));
      const name = sayAnswer(mark.answer, nameSaid(mark, undefined));
      return h('li', {}, `Marked by you: ${name} `, button({ class: 'quiet' }, remove, 'Remove'));
    });
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
  };
  return {
    said,
    form,
    missed: h('div', { class: 'missed' }, list, h('div', {}, ...startButtons)),
    refresh,
    startMissed,
  };
}

function photoFacts({ image, model, elapsedMs }: OkRecord): [string, string][] {
  const { takenAt, location, width, height, format } = image;
  return [
    ...(takenAt === undefined ? [] : [['Taken', takenAt] satisfies [string, string]]),
    ...(location
      ? [['Place', `${location.lat.toFixed(5)}, ${location.lon.toFixed(5)}`] satisfies [string, string]]
      : []),
    ['Photo', `${width} x ${height} pixels, ${format.toUpperCase()}`],
    ['Model', `${model.id} ${model.version}, ${(elapsedMs / 1000).toFixed(1)} s`],
  ];
}
