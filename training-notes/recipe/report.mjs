// Makes one page of a report's figures: node report.mjs ../reports/whosecam-1
// Reads what is there of metrics.json and metrics-scenes.json (evaluate), ablations.json (ablate.mjs) and watermarks.json
// (watermarks.py); writes index.html, which needs nothing else, and its charts as .svg files beside it. A second.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reliabilityChart, riskCoverageChart } from './report_charts.mjs';
import { floorsOf } from './report_floors.mjs';
import { interval, markup, number, share, table } from './report_markup.mjs';

const [folder] = process.argv.slice(2);
const read = (name) => (existsSync(join(folder, name)) ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : undefined);
const found = { real: read('metrics.json'), scenes: read('metrics-scenes.json'), ablations: read('ablations.json'), watermarks: read('watermarks.json') };

const style = `:root { color-scheme: light dark; --line: #ccc; --bad: #a11; --good: #176b2c; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --bad: #ff8a80; --good: #7fd69a; } }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 0.75rem; }
h2 { margin-top: 2rem; } .wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th[scope=row], th:first-child { text-align: left; font-weight: normal; } th[scope=col] { font-weight: 600; }
.missed td:last-child { color: var(--bad); font-weight: 600; } .met td:last-child { color: var(--good); }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; } .chart { width: 22rem; max-width: 100%; height: auto; }
summary { cursor: pointer; margin: 0.75rem 0 0.25rem; }`;

const row = (...cells) => ({ cells });
const verdict = new Map([[true, 'met'], [false, 'NOT MET'], [null, 'not measured']]);

function floors() {
  const rows = floorsOf(found).map(({ name, aim, figure, value, met }) => ({
    kind: met === false ? 'missed' : met ? 'met' : '',
    cells: [name, aim.words, number(value), figure?.k === undefined ? (figure?.n ?? '-') : `${figure.k}/${figure.n}`, figure?.low === undefined ? '-' : interval(figure), verdict.get(met)],
  }));
  return markup`<h2>Aims: what wasn't reached comes first</h2>
${table(['figure', 'aim', 'reached', 'n', '95 % interval', 'met?'], rows)}`;
}

const grounds = ({ claimsByGround: by }) => ['mark', 'shape'].map((ground) => row(`by a ${ground}`, ...['all', 'legible', 'notLegible'].flatMap((part) => [share(by[ground][part]), interval(by[ground][part])])));

function confusion({ confusion: lines }) {
  const answers = ['hikvision', 'dahua', 'other-brand', 'unknown-brand', 'no-camera', 'failed'];
  return table(['label \\ answer', ...answers], Object.entries(lines).map(([label, line]) => row(label, ...answers.map((answer) => line[answer] ?? 0))));
}

function slices({ slices: all }) {
  const head = ['', 'pictures', 'claims right', 'interval', 'right claims', 'interval', 'family', 'found, IoU 0.3', 'IoU 0.5', 'ECE', 'answers'];
  return Object.entries(all).map(([name, parts]) => {
    const rows = Object.entries(parts).map(([part, f]) =>
      row(part, f.pictures, share(f.precision), interval(f.precision), share(f.rightClaims), interval(f.rightClaims), f.family, share(f.found.iou30), share(f.found.iou50), number(f.calibration.ece), f.calibration.n),
    );
    return markup`<details${rows.length <= 12 ? markup` open` : ''}><summary>by ${name} (${rows.length})</summary>${table([name, ...head.slice(1)], rows)}</details>\n`;
  });
}

function worst({ worst: errors }) {
  const rows = errors.map((e) => row(e.id, e.error, e.label, e.answer, number(e.confidence), e.rule ?? '-', e.reason ?? '-', e.read.join(' | ') || '-', e.form, e.scene));
  return table(['picture', 'error', 'label', 'answer', 'confidence', 'rule', 'reason', 'read', 'form', 'scene'], rows);
}

/** Writes a chart beside the page, too. */
function saved(name, chart) {
  writeFileSync(join(folder, name), String(chart));
  return chart;
}

function setSection(key, title, m) {
  const charts = [
    saved(`risk-coverage-${key}.svg`, riskCoverageChart(`Risk and coverage, ${title}`, m.riskCoverage)),
    saved(`reliability-${key}.svg`, reliabilityChart(`Reliability, ${title}`, m.calibration.bins)),
  ];
  return markup`<h2>${title}: ${m.headline.pictures} pictures, ${m.headline.failed} failed</h2>
<p>Split ${m.split}. Recorders, accessories, logos and line-ups are kept apart; ${m.leftOut} pictures that labellers weren't sure of are left out.
Area under risk-coverage: ${number(m.aurc)}. ECE: ${number(m.calibration.ece)} on ${m.calibration.n} answers.</p>
<div class="charts">${charts}</div>
<h3>The ${m.worst.length} worst errors</h3>
${worst(m)}
<h3>What each label was answered</h3>
${confusion(m)}
<h3>Claims that are right, by what they rest on</h3>
${table(['', 'all', 'interval', 'mark legible', 'interval', 'not legible', 'interval'], grounds(m))}
<h3>Slices</h3>
${slices(m)}`;
}

/** Every variant with the difference to the first one, in right claims. */
function ablations({ variants, split, model }) {
  const names = Object.keys(variants[0]?.sets ?? {});
  const parts = names.map((name) => {
    const rows = variants.filter(({ sets }) => sets[name]).map((variant) => {
      const [f, base] = [variant.sets[name], variants[0].sets[name]];
      const gain = f.rightClaims.k - base.rightClaims.k;
      return row(variant.name, share(f.precision), share(f.rightClaims), gain > 0 ? `+${gain}` : gain, f.family, share(f.claimsOnOthers), share(f.found30), share(f.found50), share(f.falseCameras), number(f.ece));
    });
    return markup`<h3>${name}: ${variants[0].sets[name].pictures} pictures</h3>
${table(['', 'claims right', 'right claims', 'difference', 'family', 'claims on others', 'found, IoU 0.3', 'IoU 0.5', 'false cameras', 'ECE'], rows)}`;
  });
  const changes = variants.filter(({ changed }) => changed.length > 0).map(({ name, changed }) => markup`<li>${name}: ${changed.join(', ')}</li>`);
  return markup`<h2>Ablations</h2><p>${model.id} ${model.version} with one part taken away, split ${split}. Changed in the bundle:</p><ul>${changes}</ul>${parts}`;
}

function watermarks(w) {
  const words = { covered: "the reseller's mark covered", added: "the reseller's mark added", beside: "'HIKVISION' beside the camera" };
  const rows = Object.entries(words).map(([name, title]) => row(title, ...['n', 'claimsBefore'].map((key) => w[name][key]), ...['toAnotherBrand', 'toBrand', 'toNoBrand'].map((key) => w[name][key].length), w[name].kindChanged));
  const gained = Object.keys(words).flatMap((name) => [...w[name].toAnotherBrand, ...w[name].toBrand].map((id) => `${id} (${name})`));
  return markup`<h2>Watermarks</h2><p>${w.pictures} pictures with a camera, split ${w.split}, each classified as it is and changed.</p>
${table(['', 'pictures', 'brand claimed before', 'another brand after', 'a brand after none', 'none after a brand', 'another kind of answer'], rows)}
<p>Another or a new brand: ${gained.join(', ') || 'none'}.</p>`;
}

const { real, scenes } = found;
const model = (real ?? scenes).model;
const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${model.id} ${model.version}: how good the answers are</title><style>${style}</style></head>
<body><h1>${model.id} ${model.version}: how good the answers are</h1>
<p>Made by <code>training-notes/recipe/report.mjs</code> of the figures that <code>whosecam evaluate</code> wrote. Shares come with their counts and 95 % Wilson intervals.
A claim is right only when the label is that very brand; 'family' is a claim of the parent on a unit that bears another name.</p>
${floors()}
${real ? setSection('real', 'Real pictures', real) : ''}
${scenes ? setSection('scenes', 'Composed scenes', scenes) : ''}
${found.ablations ? ablations(found.ablations) : ''}
${found.watermarks ? watermarks(found.watermarks) : ''}
</body></html>
`;
writeFileSync(join(folder, 'index.html'), String(page));
