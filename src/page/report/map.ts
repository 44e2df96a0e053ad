/** The sites on a map without any background: drawn from the photos' own places, so nobody is asked for tiles. */
import { photoAnswers } from '../answers.js';
import { button, h } from '../dom.js';
import { answerNames } from '../words.js';
import { countsOf, type Entry, type Standing } from './entries.js';
import type { SiteFacts } from './facts.js';
import { fit, labelGapPx, placeLabels, type Point, project, scaleBar, toScreen, type View } from './projection.js';
import { photosOf } from './summary.js';
import { s, signOf, signPath } from './symbols.js';

/** A site as it's drawn. */
interface Marker {
  readonly name: string;
  readonly at: Point;
  /** Both brands where both count, else the best answer. */
  readonly signs: readonly Standing[];
  readonly element: SVGGElement;
  readonly label: SVGTextElement;
}

const [marginPx, scalePx, zoomStep, panPx] = [48, 120, 1.6, 60];

/** Pixels of a letter of a name, about: labels are placed before they're drawn. */
const letterPx = 7.2;

/** The map; null where no site has a place. `onSite`: a site is chosen. */
export function createMap(
  sites: readonly SiteFacts[],
  groups: ReadonlyMap<number | null, readonly Entry[]>,
  onSite: (site: number) => void,
): HTMLElement | null {
  const placed = sites.flatMap((site, index) => (site.place ? [{ ...site, place: site.place, index }] : []));
  if (placed.length === 0) return null;
  const points = project(placed.map(({ place }) => place));
  const markers = placed
    .map(({ name, index }, i) =>
      markerOf(name, points[i] ?? { x: 0, y: 0 }, groups.get(index) ?? [], () => onSite(index)),
    )
    // Those that claim most are drawn last, over the others, and named first.
    .sort((a, b) => rankOf(b) - rankOf(a));
  const words = `Map of ${placed.length === 1 ? 'one site' : `${placed.length} sites`}; the table above lists the same`;
  const drawing = s('svg', { class: 'map', role: 'img', 'aria-label': words });
  const scale = s('g', { class: 'scale' });
  drawing.append(...markers.map(({ element }) => element), scale);
  const map = new SiteMap(drawing, scale, markers, points);
  const unplaced = sites.length - placed.length;
  const note =
    unplaced === 0 ? '' : ` ${unplaced === 1 ? 'One site has' : `${unplaced} sites have`} no place and aren't shown.`;
  return h(
    'figure',
    { class: 'map-figure' },
    map.frame(),
    h('figcaption', {}, legend(markers), h('p', {}, `North is up. Where a name doesn't fit, zoom in.${note}`)),
  );
}

const rankOf = ({ signs }: Marker): number => -photoAnswers.indexOf(signs[0] ?? 'failed') + signs.length;

function markerOf(name: string, at: Point, group: readonly Entry[], onChoose: () => void): Marker {
  const counts = countsOf(group);
  const present = photoAnswers.filter((standing) => counts[standing] > 0);
  const brands = present.filter((standing) => standing === 'hikvision' || standing === 'dahua');
  const signs = brands.length > 0 ? brands : [present[0] ?? 'failed'];
  const spread = (signs.length - 1) * 8;
  const shapes = signs.map((sign, i) => {
    const shape = signPath(sign);
    shape.setAttribute('transform', `translate(${i * 16 - spread} 0)`);
    return shape;
  });
  const said = present.map((standing) => `${answerNames[standing]}: ${counts[standing]}`).join(', ');
  const label = s('text', { dy: '0.35em' }, name);
  const title = s('title', {}, `${name} (${photosOf(group.length)}; ${said})`);
  const element = s('g', { class: 'site' }, title, ...shapes, label);
  element.addEventListener('click', onChoose);
  return { name, at, signs, element, label };
}

function legend(markers: readonly Marker[]): HTMLElement {
  const used = photoAnswers.filter((standing) => markers.some(({ signs }) => signs.includes(standing)));
  return h(
    'ul',
    { class: 'legend', 'aria-label': 'Signs' },
    ...used.map((standing) => h('li', {}, signOf(standing), answerNames[standing])),
  );
}

class SiteMap {
  readonly #drawing: SVGSVGElement;
  readonly #scale: SVGGElement;
  readonly #markers: readonly Marker[];
  readonly #points: readonly Point[];
  #size = { width: 0, height: 0 };
  #view: View = { middle: { x: 0, y: 0 }, metresPerPx: 1 };
  #isFitted = true;

  constructor(drawing: SVGSVGElement, scale: SVGGElement, markers: readonly Marker[], points: readonly Point[]) {
    this.#drawing = drawing;
    this.#scale = scale;
    this.#markers = markers;
    this.#points = points;
  }

  /** The drawing with its buttons, keys and pointers. */
  frame(): HTMLElement {
    const buttons = h(
      'div',
      { class: 'map-buttons' },
      button({ class: 'step', 'aria-label': 'Zoom in' }, () => this.#zoom(zoomStep), '+'),
      button({ class: 'step', 'aria-label': 'Zoom out' }, () => this.#zoom(1 / zoomStep), '−'),
      button({ class: 'whole' }, () => this.#reset(), 'Whole'),
    );
    const frame = h(
      'div',
      { class: 'map-frame', tabindex: 0, role: 'group', 'aria-label': 'Map: arrow keys move it, plus and minus zoom' },
      this.#drawing,
      buttons,
    );
    frame.addEventListener('keydown', (event) => this.#onKey(event));
    this.#listenToPointers();
    new ResizeObserver(() => this.#onSize(frame.clientWidth, frame.clientHeight)).observe(frame);
    return frame;
  }

  #onSize(width: number, height: number): void {
    if (width === 0 || height === 0) return;
    this.#size = { width, height };
    this.#drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    if (this.#isFitted) this.#reset();
    else this.#draw();
  }

  #reset(): void {
    this.#isFitted = true;
    this.#view = fit(this.#points, this.#size.width, this.#size.height, marginPx);
    this.#draw();
  }

  /** `at`: pixels; stays where it is. */
  #zoom(times: number, at: Point = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    const { middle, metresPerPx } = this.#view;
    // From a street corner's centimetres to half the globe.
    const wanted = Math.min(20_000, Math.max(0.01, metresPerPx / times));
    const [right, down] = [at.x - this.#size.width / 2, at.y - this.#size.height / 2];
    const moved = metresPerPx - wanted;
    this.#show({ middle: { x: middle.x + right * moved, y: middle.y + down * moved }, metresPerPx: wanted });
  }

  #pan(rightPx: number, downPx: number): void {
    const { middle, metresPerPx } = this.#view;
    this.#show({ middle: { x: middle.x + rightPx * metresPerPx, y: middle.y + downPx * metresPerPx }, metresPerPx });
  }

  #show(view: View): void {
    this.#isFitted = false;
    this.#view = view;
    this.#draw();
  }

  #draw(): void {
    const { width, height } = this.#size;
    // A finger on the whole map scrolls the page; once zoomed in, it moves the map.
    this.#drawing.classList.toggle('zoomed', !this.#isFitted);
    const screen = this.#markers.map(({ at }) => toScreen(at, this.#view, width, height));
    const labels = this.#markers.map(({ name, signs }, i) => ({
      at: screen[i] ?? { x: 0, y: 0 },
      widthPx: name.length * letterPx + (signs.length - 1) * 8,
    }));
    const sides = placeLabels(labels, width);
    this.#markers.forEach(({ element, label, signs }, i) => {
      const { x = 0, y = 0 } = screen[i] ?? {};
      element.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      const side = sides[i] ?? null;
      label.setAttribute('visibility', side === null ? 'hidden' : 'visible');
      label.setAttribute('text-anchor', side === 'left' ? 'end' : 'start');
      const gap = labelGapPx + (signs.length - 1) * 8;
      label.setAttribute('x', String(side === 'left' ? -gap : gap));
    });
    // SVG has no order but that of the document: the first to be named is the last to be drawn.
    this.#drawing.append(...this.#markers.toReversed().map(({ element }) => element), this.#scale);
    this.#drawScale(height);
  }

  #drawScale(height: number): void {
    const { px, words } = scaleBar(this.#view.metresPerPx, scalePx);
    this.#scale.setAttribute('transform', `translate(16 ${height - 16})`);
    this.#scale.replaceChildren(
      s('path', { d: `M0-6V0H${px.toFixed(1)}V-6` }),
      s('text', { x: (px + 8).toFixed(1), y: 0 }, words),
    );
  }

  #onKey(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#pan(-panPx, 0),
      ArrowRight: () => this.#pan(panPx, 0),
      ArrowUp: () => this.#pan(0, -panPx),
      ArrowDown: () => this.#pan(0, panPx),
      '+': () => this.#zoom(zoomStep),
      '=': () => this.#zoom(zoomStep),
      '-': () => this.#zoom(1 / zoomStep),
      '0': () => this.#reset(),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  #listenToPointers(): void {
    const drawing = this.#drawing;
    let last: Point | null = null;
    drawing.addEventListener('pointerdown', ({ clientX, clientY, pointerType, button: pressed }) => {
      if (pressed === 0 && (pointerType === 'mouse' || !this.#isFitted)) last = { x: clientX, y: clientY };
    });
    drawing.addEventListener('pointermove', ({ clientX, clientY, pointerId }) => {
      if (!last) return;
      const [right, down] = [last.x - clientX, last.y - clientY];
      // A hand that clicks trembles by a pixel or two.
      if (!drawing.hasPointerCapture(pointerId) && Math.hypot(right, down) < 4) return;
      drawing.setPointerCapture(pointerId);
      last = { x: clientX, y: clientY };
      this.#pan(right, down);
    });
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
      drawing.addEventListener(end, () => (last = null));
    }
    // A plain wheel scrolls the page; with Ctrl, and by a pinch on a touchpad, it zooms.
    drawing.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        const { left, top } = drawing.getBoundingClientRect();
        this.#zoom(Math.exp(-event.deltaY / 200), { x: event.clientX - left, y: event.clientY - top });
      },
      { passive: false },
    );
  }
}
