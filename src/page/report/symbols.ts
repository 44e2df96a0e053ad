/** A sign for each answer: a shape of its own beside a colour, for those who can't tell the colours apart, and for print. */
import type { Attributes } from '../dom.js';
import type { Standing } from './entries.js';

/** A new SVG element. */
export function s<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** Around (0, 0), about 14 wide. */
const outlines: Readonly<Record<Standing, string>> = {
  hikvision: 'M-6-6H6V6H-6Z',
  dahua: 'M0-8 8 0 0 8-8 0Z',
  'other-brand': 'M0-7 7.5 6H-7.5Z',
  'unknown-brand': 'M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z',
  'no-camera': 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0ZM-6 6 6-6',
  failed: 'M-5-5 5 5M5-5-5 5',
};

/** The sign as a part of a drawing, around (0, 0). */
export const signPath = (standing: Standing): SVGPathElement =>
  s('path', { class: 'sign', 'data-answer': standing, d: outlines[standing] });

/** The sign as a picture in a line of text. */
export const signOf = (standing: Standing): SVGSVGElement =>
  s('svg', { class: 'sign-picture', viewBox: '-10 -10 20 20', 'aria-hidden': 'true' }, signPath(standing));
