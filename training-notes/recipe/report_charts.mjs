// Charts as SVG that reads on a light and on a dark ground, on its own and inside a page.
import { markup } from './report_markup.mjs';

const [width, height, margin] = [360, 260, { left: 48, right: 12, top: 12, bottom: 44 }];
const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
const at = (value) => Number(value.toFixed(1));
const px = (share) => at(margin.left + share * plot.width);
const py = (share) => at(margin.top + (1 - share) * plot.height);

// The selectors name the charts' own class: styles inside an inline SVG count for the whole page.
const style = `.chart { color: #222; font: 11px system-ui, sans-serif; }
.chart .axis { stroke: currentColor; fill: none; } .chart .grid { stroke: currentColor; opacity: 0.15; }
.chart .line { stroke: #2266cc; fill: none; stroke-width: 2; } .chart .bar { fill: #2266cc; opacity: 0.55; }
.chart text { fill: currentColor; }
@media (prefers-color-scheme: dark) { .chart { color: #ddd; } .chart .line { stroke: #7fb0ff; } .chart .bar { fill: #7fb0ff; } }`;

/** Frame, grid and words; ticks are shares of the axis with their text. */
function chart(title, [xName, yName], yTop, content) {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const text = (value) => String(Number(value.toFixed(3)));
  return markup`<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<title>${title}</title><style>${style}</style>
${ticks.map((t) => markup`<path class="grid" d="M${px(t)} ${py(0)}V${py(1)}M${px(0)} ${py(t)}H${px(1)}"/>
<text x="${px(t)}" y="${py(0) + 14}" text-anchor="middle">${text(t)}</text><text x="${px(0) - 6}" y="${py(t) + 4}" text-anchor="end">${text(t * yTop)}</text>`)}
<path class="axis" d="M${px(0)} ${py(1)}V${py(0)}H${px(1)}"/>
<text x="${px(0.5)}" y="${height - 10}" text-anchor="middle">${xName}</text>
<text x="12" y="${py(0.5)}" text-anchor="middle" transform="rotate(-90 12 ${py(0.5)})">${yName}</text>
${content}
</svg>\n`;
}

/** Share of wrong answers against the share of answers that are given, the surest first. */
export function riskCoverageChart(title, points) {
  const worst = Math.max(0.01, ...points.map(({ risk }) => risk));
  const yTop = Math.ceil(worst * 20) / 20;
  const path = points.map(({ coverage, risk }, i) => `${i ? 'L' : 'M'}${px(coverage)} ${py(risk / yTop)}`).join('');
  return chart(title, ['share of answers given', 'share of them wrong'], yTop, markup`<path class="line" d="${path}"/>`);
}

/** How often answers were right in each bin of confidence, with the bin's count; on the diagonal is as sure as right. */
export function reliabilityChart(title, bins) {
  const bars = bins
    .filter(({ n }) => n > 0)
    .map(({ from, to, n, accuracy }) => {
      const middle = (from + to) / 2;
      return markup`<rect class="bar" x="${px(from + 0.005)}" y="${py(accuracy)}" width="${at((to - from - 0.01) * plot.width)}" height="${at(py(0) - py(accuracy))}"/>
<text x="${px(middle)}" y="${py(0) - 4}" text-anchor="middle">${n}</text>`;
    });
  const dots = bins.filter(({ n }) => n > 0).map((bin) => markup`<circle cx="${px(bin.confidence)}" cy="${py(bin.accuracy)}" r="3" fill="currentColor"/>`);
  const diagonal = markup`<path class="axis" stroke-dasharray="4 3" d="M${px(0)} ${py(0)}L${px(1)} ${py(1)}"/>`;
  return chart(title, ['confidence (mean of the bin: dot)', 'share right'], 1, markup`${bars}${diagonal}${dots}`);
}
