/** A photo with boxes on it, and enlarged pieces of it. */
import type { OkRecord } from '../recognise/result.js';
import type { Box, CameraVerdict } from './answers.js';
import { h } from './dom.js';

/** A box as it's drawn. */
export interface DrawnBox {
  readonly box: Box;
  readonly label: string;
  readonly answer: CameraVerdict;
  /** The one that keys act on. */
  readonly isCurrent?: boolean;
}

/** Where a picture is; or what brings its address when it's wanted, to be used once. */
export type PictureSource = string | (() => Promise<string>);

/** A photo on the page. */
export interface Picture {
  /** A frame that the photo is fitted into. */
  readonly element: HTMLElement;
  /** What lies exactly on the photo. */
  readonly surface: HTMLElement;
  /** The image when it can be drawn, null when this browser can't (HEIC, TIFF). */
  readonly image: Promise<HTMLImageElement | null>;
  /** Whether `image` is there, or known not to come. */
  readonly isSettled: () => boolean;
  /** Draws these boxes and no others. */
  draw(boxes: readonly DrawnBox[]): void;
  /** What the program says of the photo: size and kind stand in for one that can't be drawn. */
  know(facts: OkRecord['image']): void;
}

/** `alt`: the photo in words. */
export function createPicture(source: PictureSource, alt: string, loading: 'lazy' | 'eager'): Picture {
  const image = h('img', { alt, loading, decoding: 'async', draggable: 'false' });
  const boxes = h('span', { class: 'boxes', 'aria-hidden': 'true' });
  const surface = h('span', { class: 'surface' }, image, boxes);
  const element = h('span', { class: 'frame', 'aria-busy': 'true' }, surface);
  const size = (width: number, height: number): void => {
    if (height > 0) surface.style.setProperty('--ratio', String(width / height));
  };
  const standIn = h('span', { class: 'undrawable', role: 'img' });
  const explain = (words: string): void => {
    standIn.textContent = words;
    standIn.setAttribute('aria-label', `${alt}. ${words}`);
  };
  explain("This browser can't show this file");
  /** Why it didn't come, in words: they stay. */
  let isFailed = false;
  const drawable = new Promise<HTMLImageElement | null>((resolve) => {
    const settle = (outcome: HTMLImageElement | null): void => {
      element.removeAttribute('aria-busy');
      resolve(outcome);
    };
    const fail = (words: string): void => {
      isFailed = true;
      explain(words);
      image.replaceWith(standIn);
      settle(null);
    };
    image.addEventListener('load', () => {
      size(image.naturalWidth, image.naturalHeight);
      settle(image);
    });
    image.addEventListener('error', () => {
      image.replaceWith(standIn);
      settle(null);
    });
    bring(source, image, fail);
  });
  return {
    element,
    surface,
    image: drawable,
    isSettled: () => !element.hasAttribute('aria-busy'),
    know({ width, height, format }) {
      size(width, height);
      if (!isFailed) explain(`This browser can't show ${format.toUpperCase()} photos; the program can read them`);
    },
    draw: (drawn) => boxes.replaceChildren(...drawn.map(boxElement)),
  };
}

/** Gives an image its source; one that must be brought first comes when it's about to be seen, and is let go once it's drawn. */
function bring(source: PictureSource, image: HTMLImageElement, fail: (words: string) => void): void {
  if (typeof source === 'string') {
    image.src = source;
    return;
  }
  const begin = (): void => {
    source().then(
      (url) => {
        for (const end of ['load', 'error']) image.addEventListener(end, () => URL.revokeObjectURL(url));
        image.src = url;
      },
      (thrown: unknown) => fail(thrown instanceof Error ? thrown.message : 'The picture did not come'),
    );
  };
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      begin();
    },
    { rootMargin: '400px' },
  );
  seen.observe(image);
}

function boxElement({ box, label, answer, isCurrent = false }: DrawnBox): HTMLElement {
  const element = h('span', { class: 'box', 'data-answer': answer, 'data-current': isCurrent }, h('span', {}, label));
  place(element, box);
  return element;
}

/** Puts an element of the surface where a box is. */
export function place(element: HTMLElement, [x, y, width, height]: Box): void {
  Object.assign(element.style, percents({ left: x, top: y, width, height }));
  // A label above the upper edge of the photo would be cut.
  element.toggleAttribute('data-at-top', y < 0.08);
}

const percents = (shares: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, `${share * 100}%`]));

/** Pixels of a crop's longer side, and how much of its surroundings it shows, as a share of its size. */
const [cropPx, margin] = [480, 0.12];

/** A piece of a photo, enlarged. `label` says what it shows. */
export function createCrop(image: HTMLImageElement, box: Box, label: string): HTMLElement {
  const { naturalWidth, naturalHeight } = image;
  const left = Math.max(0, box[0] - box[2] * margin) * naturalWidth;
  const top = Math.max(0, box[1] - box[3] * margin) * naturalHeight;
  const width = Math.max(1, Math.min(naturalWidth - left, box[2] * (1 + 2 * margin) * naturalWidth));
  const height = Math.max(1, Math.min(naturalHeight - top, box[3] * (1 + 2 * margin) * naturalHeight));
  const scale = cropPx / Math.max(width, height);
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const canvas = h('canvas', { ...size, role: 'img', 'aria-label': `${label}, enlarged` });
  canvas.getContext('2d')?.drawImage(image, left, top, width, height, 0, 0, size.width, size.height);
  return h('figure', { class: 'crop' }, canvas, h('figcaption', {}, label));
}
