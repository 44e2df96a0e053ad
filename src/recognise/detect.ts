/** Finds camera housings: a look at the whole photo, and a finer one by tiles where that isn't enough. */
import type { DetectorSpec } from '../bundle/schema.js';
import { letterbox, type Letterboxed } from '../image/crop.js';
import { clampBox, nms, tiles, type BoxPx, type Scored, type Size } from '../image/geometry.js';
import type { Raster } from '../image/raster.js';
import { toTensor } from '../image/tensor.js';
import { onlyOutput, type Session } from '../inference/session.js';

/** A share of a tile's side: a box this near to a tile's inner edge was cut by it. */
const edgeShare = 0.015;

/** Rows of [centre x, centre y, width, height, score] in input pixels to boxes of the photo, pixels. */
export function toBoxes(rows: Float32Array, view: Omit<Letterboxed, 'raster'>, scoreThreshold: number): Scored[] {
  const found: Scored[] = [];
  for (let at = 0; at + 5 <= rows.length; at += 5) {
    const [cx, cy, width, height, score] = rows.subarray(at, at + 5) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (score < scoreThreshold) continue;
    const box = {
      x: (cx - width / 2) / view.scale + view.offsetX,
      y: (cy - height / 2) / view.scale + view.offsetY,
      width: width / view.scale,
      height: height / view.scale,
    };
    found.push({ box, score });
  }
  return found;
}

/** True when a box ends at an edge of the tile that isn't an edge of the photo: a neighbour sees the whole of it. */
export function isCutByTile(box: BoxPx, tile: BoxPx, photo: Size): boolean {
  const near = Math.max(tile.width, tile.height) * edgeShare;
  return (
    (tile.x > 0 && box.x < tile.x + near) ||
    (tile.y > 0 && box.y < tile.y + near) ||
    (tile.x + tile.width < photo.width && box.x + box.width > tile.x + tile.width - near) ||
    (tile.y + tile.height < photo.height && box.y + box.height > tile.y + tile.height - near)
  );
}

const viewOf = (raster: Raster, region: BoxPx, spec: DetectorSpec): Promise<Letterboxed> =>
  letterbox(raster, region, spec.side, spec.padValue, spec.pixels.kernel);

async function lookAt(raster: Raster, view: Letterboxed, session: Session, spec: DetectorSpec): Promise<Scored[]> {
  const tensor = { data: toTensor(view.raster, spec.pixels), dims: [1, 3, spec.side, spec.side] };
  const rows = onlyOutput(await session.run(tensor));
  return toBoxes(rows.data, view, spec.scoreThreshold).map(({ box, score }) => ({ box: clampBox(box, raster), score }));
}

/** Whether a camera was seen that is large (at `scale` input pixels for one of the photo) and sure enough. */
function isEnough(found: readonly Scored[], scale: number, { finer }: DetectorSpec): boolean {
  return found.some(
    ({ box, score }) => score >= finer.skipScore && Math.max(box.width, box.height) * scale >= finer.skipSidePx,
  );
}

/** Each place with what is made of it; the next one is being made while this one is used: a run blocks only its own thread. */
async function* oneAhead<Made>(
  places: readonly BoxPx[],
  make: (place: BoxPx) => Promise<Made>,
): AsyncGenerator<[BoxPx, Made]> {
  let next: Promise<Made> | undefined;
  for (const [i, place] of places.entries()) {
    const made = await (next ?? make(place));
    const following = places[i + 1];
    next = following && make(following);
    // Whoever is through with this one is told of the failure; until then nobody listens.
    next?.catch(() => undefined);
    yield [place, made];
  }
}

/** Cameras on the photo, best score first, at most `maxCameras`; boxes in pixels of the upright photo. */
export async function detectCameras(raster: Raster, session: Session, spec: DetectorSpec): Promise<Scored[]> {
  const whole = { x: 0, y: 0, width: raster.width, height: raster.height };
  const longer = Math.max(raster.width, raster.height);
  const found = await lookAt(raster, await viewOf(raster, whole, spec), session, spec);
  let scale = spec.side / longer;
  for (const scaleSide of spec.finer.scaleSides) {
    if (scaleSide > longer * spec.finer.maxEnlarge || isEnough(found, scale, spec)) break;
    scale = scaleSide / longer;
    const places = tiles(raster, Math.round(spec.side / scale), spec.finer.overlap);
    for await (const [tile, view] of oneAhead(places, (tile) => viewOf(raster, tile, spec))) {
      const seen = await lookAt(raster, view, session, spec);
      found.push(...seen.filter(({ box }) => !isCutByTile(box, tile, raster)));
    }
  }
  return nms(found, spec.maxIou, spec.maxCovered).slice(0, spec.maxCameras);
}
