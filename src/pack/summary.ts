/** index.html of a pack: one page, one file, nothing from elsewhere. */
import { answerNames } from '../page/words.js';
import type { Site } from '../survey/sites.js';
import type { Claim } from './claims.js';
import { baseName, confirmedWords, evidenceWords, seenWords, statusWords, sureWords } from './words.js';

/** Claims with a picture of their own: as many as fit on one printed page (A4 or Letter). */
export const maxShown = 4;

/** What the page says beside the claims. */
export interface SummaryFacts {
  readonly site: Pick<Site, 'name' | 'kind' | 'council' | 'constituency' | 'location'>;
  readonly claims: readonly Claim[];
  /** JPEGs of the first claims' cameras, in their order. */
  readonly crops: readonly Uint8Array[];
  readonly model: string;
  readonly errorRate: string;
  /** The program's version, the run's file, and when the pack was made (ISO 8601). */
  readonly madeBy: { readonly version: string; readonly run: string; readonly at: string };
  /** False: nothing tells the place but the site's name. */
  readonly hasPlaces: boolean;
}

/** The page's text. */
export function summaryHtml(facts: SummaryFacts): string {
  const { site, claims, crops, model, errorRate, madeBy, hasPlaces } = facts;
  const shown = claims.slice(0, maxShown);
  const more = claims.length - shown.length;
  const place = hasPlaces && site.location ? `${site.location.lat.toFixed(5)}, ${site.location.lon.toFixed(5)}` : null;
  const about = [site.kind, site.council, site.constituency, place].filter((one) => one !== null);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cameras at ${escaped(site.name)}</title>
<style>${style}</style>
</head>
<body>
<h1>Cameras at ${escaped(clipped(site.name, 100))}</h1>
${about.length > 0 ? `<p class="about">${escaped(clipped(about.join(' · '), 150))}</p>` : ''}
<p><strong>${escaped(seenWords(claims))}</strong> ${escaped(statusWords(claims))} The same camera may be on more than one photo.</p>
<ol>
${shown.map((claim, i) => claimItem(claim, crops[i])).join('\n')}
</ol>
${more > 0 ? `<p>${more} more: see claims.csv.</p>` : ''}
<h2>How sure this is</h2>
<p>A brand is what the front says, not who made the inside. Model: ${escaped(model)}. ${escaped(errorRate)}</p>
<h2>How to check it</h2>
<p>${hasPlaces ? originalsWords : previewsWords}</p>
<p class="made">Made by whosecam ${escaped(madeBy.version)} from ${escaped(madeBy.run)} on ${escaped(madeBy.at)}.</p>
</body>
</html>
`;
}

const originalsWords =
  'The folder photos/ holds the files as they were taken. <code>sha256sum -c SHA256SUMS</code> shows that they are unchanged; records.jsonl has the same fingerprints, review.jsonl the verdicts.';
const previewsWords =
  'The files as they were taken hold places and are left out; photos/ has copies without any data of their own. records.jsonl has the fingerprints of the originals, review.jsonl the verdicts; <code>sha256sum -c SHA256SUMS</code> checks this folder.';

function claimItem(claim: Claim, crop: Uint8Array | undefined): string {
  const { record, brand, confirmed } = claim;
  const picture = crop
    ? `<img alt="The camera, enlarged" src="data:image/jpeg;base64,${Buffer.from(crop).toString('base64')}">`
    : '';
  const taken = record.image.takenAt ?? 'time not known';
  const lines = [evidenceWords(claim), sureWords(claim)].map((line) => `${escaped(clipped(line, 150))}<br>`);
  return `<li${confirmed ? '' : ' class="open"'}>${picture}<div><strong>${answerNames[brand]}</strong>
${lines.join('\n')}
<em>${escaped(clipped(confirmedWords(claim), 90))}</em><br>
<small>${escaped(clipped(baseName(record.file), 60))}, ${escaped(taken)}, SHA-256 ${escaped(String(record.sha256).slice(0, 16))}…</small></div></li>`;
}

const style = `
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.3 system-ui, sans-serif; color: #111; background: #fff; max-width: 186mm; margin: 0 auto; padding: 0; }
h1 { font-size: 16pt; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 11pt; margin: 3mm 0 0; }
p { margin: 1mm 0; }
ol { list-style: none; margin: 2mm 0; padding: 0; font-size: 9pt; line-height: 1.25; }
li { display: flex; gap: 4mm; padding: 1.5mm 0; border-top: 1px solid #bbb; break-inside: avoid; }
li > div { min-width: 0; overflow-wrap: anywhere; }
li.open { background: #fff3cd; }
img { width: 36mm; height: 22mm; object-fit: contain; background: #eee; flex: none; }
code { font-size: 9pt; }
.about, .made, small { color: #444; font-size: 8.5pt; }
`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

/** So that the page stays one, whatever was read or named. */
const clipped = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
