// Text to markup: whatever is put into a template is escaped, unless it's markup already.

class Markup {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join('');
  return value === null || value === undefined ? '' : String(value).replace(/[&<>"']/g, (sign) => entities[sign]);
}

/** A template's markup. */
export const markup = (strings, ...values) =>
  new Markup(strings.map((text, i) => text + (i < values.length ? escaped(values[i]) : '')).join(''));

/** A table that scrolls sideways on a narrow screen; cells of numbers stand to the right. */
export function table(head, rows) {
  const cell = (value, i) => (i === 0 ? markup`<th scope="row">${value}</th>` : markup`<td>${value}</td>`);
  return markup`<div class="wide"><table>
<thead><tr>${head.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(({ cells, kind }) => markup`<tr class="${kind ?? ''}">${cells.map(cell)}</tr>\n`)}</tbody></table></div>\n`;
}

/** `0.757`; `-` where nothing was measured. */
export const number = (value) => (value === null || value === undefined ? '-' : value.toFixed(3));

/** `0.757 (87/115)`. */
export const share = (figure) => (figure?.n ? `${number(figure.k / figure.n)} (${figure.k}/${figure.n})` : '-');

/** `0.671-0.826`. */
export const interval = (figure) => (figure?.n ? `${number(figure.low)}-${number(figure.high)}` : '-');
