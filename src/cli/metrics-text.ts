/** Figures of an evaluation as a table for people. */
import type { ClaimFigures } from '../metrics/claims.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Share } from '../metrics/wilson.js';

/** `0.972 (70/72, 0.904-0.992)`: the share, its counts and its 95 % interval; `-` when nothing was measured. */
export function shareText({ k, n, share, low, high }: Share): string {
  return share === null ? '-' : `${share.toFixed(3)} (${k}/${n}, ${low.toFixed(3)}-${high.toFixed(3)})`;
}

/** The figures that matter, then the slices. */
export function metricsText(metrics: Metrics): string {
  const { headline, calibration, inSituFound, inSituFalseAlarms, falseAlarms } = metrics;
  const lines: [string, string][] = [
    ['pictures of the headline', `${headline.pictures}, ${headline.failed} failed, ${metrics.leftOut} left out`],
    ['brand claims, precision', shareText(headline.precision)],
    [
      '... claims of the parent not counted',
      `${shareText(headline.precisionWithoutFamily)}, ${headline.family} of them`,
    ],
    ['right claims on the two brands', shareText(headline.rightClaims)],
    ['... by a mark, right', shareText(metrics.claimsByGround.mark.all)],
    ['... by the shape, right', shareText(metrics.claimsByGround.shape.all)],
    ['brand claims on other makers', shareText(metrics.claimsOnOthers)],
    ['brand claims of all pictures', shareText(headline.coverage)],
    ['in situ, boxed: found, IoU 0.3', shareText(inSituFound.iou30)],
    ['... IoU 0.5 or more', shareText(inSituFound.iou50)],
    ['... wherever it lies', shareText(inSituFound.any)],
    ['... boxes met, IoU 0.3 or more', shareText(inSituFound.boxesIou30)],
    ['in situ, none: a camera reported', shareText(inSituFalseAlarms.cameraReported)],
    ['in situ, none: a brand claimed', shareText(inSituFalseAlarms.brandClaimed)],
    ['all, none: a camera reported', shareText(falseAlarms.cameraReported)],
    ['all, none: a brand claimed', shareText(falseAlarms.brandClaimed)],
    ['calibration error (ECE, 10 bins)', `${calibration.ece?.toFixed(4) ?? '-'} on ${calibration.n} answers`],
    ['area under risk-coverage', metrics.aurc?.toFixed(4) ?? '-'],
  ];
  const slices = Object.entries(metrics.slices).map(([name, parts]) => partsText(`by ${name}`, parts));
  return [columns(lines), confusionText(metrics), ...slices, partsText('apart', metrics.apart)].join('\n');
}

function partsText(title: string, parts: Readonly<Record<string, ClaimFigures>>): string {
  const rows = Object.entries(parts).map(([part, figures]) => [
    part,
    String(figures.pictures),
    shareText(figures.precision),
    shareText(figures.rightClaims),
    String(figures.family),
  ]);
  return columns([[title, 'pictures', 'precision of claims', 'right claims', 'family'], ...rows]);
}

function confusionText({ confusion }: Metrics): string {
  const answers = ['hikvision', 'dahua', 'other-brand', 'unknown-brand', 'no-camera', 'failed'];
  const rows = Object.entries(confusion).map(([label, line]) => [label, ...answers.map((a) => String(line[a] ?? 0))]);
  return columns([['label \\ answer', ...answers], ...rows]);
}

/** Cells of a column get the same width. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
