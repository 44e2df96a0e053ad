/** Reads the words on a camera: text detector, lines, text reader, lexicon. */
import type { TextDetectorSpec, TextReaderSpec, Lexicon } from '../../bundle/schema.js';
import { resample, warpQuad } from '../../image/crop.js';
import { boundingBox, clampBox, expandBox, nms, type BoxPx, type Quad, type Size } from '../../image/geometry.js';
import type { Raster } from '../../image/raster.js';
import { toTensor } from '../../image/tensor.js';
import { outputNamed, type Session } from '../../inference/session.js';
import { decodeCtc } from './ctc.js';
import { matchLexicon, spotLexicon } from './lexicon.js';
import { findLines, type TextLine } from './lines.js';
import { lookOf, nameOf, type Look, type NamedMatch } from './look.js';
import { mirrored, partOf, turned, type Part } from './quads.js';
import { foldSteps } from './spot.js';

/** A line of text that was read, in pixels of the upright picture. */
export interface ReadLine {
  readonly text: string;
  /** Mean probability of the characters, 0..1. */
  readonly confidence: number;
  readonly box: BoxPx;
  readonly quad: Quad;
  /** Whose name it looks like as a whole. */
  readonly look: Look;
  /** The name of the lexicon that the text matched, or null. */
  readonly match: NamedMatch | null;
}

/** Reads the words on the camera in `camera` (pixels of the raster), those that matched a name first. */
export interface WordmarkReader {
  read(raster: Raster, camera: BoxPx): Promise<ReadLine[]>;
}

/** The two networks. */
export interface WordmarkSessions {
  readonly textDetector: Session;
  readonly textReader: Session;
}

/** What the bundle says about them. */
export interface WordmarkSpecs {
  readonly textDetector: TextDetectorSpec;
  readonly textReader: TextReaderSpec;
  readonly lexicon: Lexicon;
}

/** A name at this score ends the search; in a mirror nothing less counts, since few words survive it by chance. */
const sureScore = 0.9;

/** Mirrored lines are a last try on so many of the clearest lines. */
const maxMirroredLines = 4;

/** Two lines that overlap more than this are one line, seen at two sizes. */
const sameLine = { maxIou: 0.5, maxCovered: 0.8 };

/** Builds the reader over two open sessions. Sessions stay the caller's to release. */
export function createWordmarkReader(sessions: WordmarkSessions, specs: WordmarkSpecs): WordmarkReader {
  return {
    async read(raster, camera) {
      const region = clampBox(expandBox(camera, specs.textDetector.context), raster);
      if (region.width < 1 || region.height < 1) return [];
      const read: ReadLine[] = [];
      const lines: TextLine[] = [];
      for (const side of specs.textDetector.sides) {
        const found = await detectLines(raster, region, side, sessions.textDetector, specs.textDetector);
        for (const line of found) read.push(await readLine(raster, line.quad, sessions, specs));
        lines.push(...found);
        // A larger look costs more than all the rest: only when the smaller one spelt no name.
        if (read.some((line) => isSure(line))) return bestFirst(read);
      }
      if (read.some((line) => line.match !== null)) return bestFirst(read);
      const clearest = lines.sort((a, b) => b.score - a.score).slice(0, maxMirroredLines);
      for (const { quad } of clearest) {
        // A picture may be mirrored left to right, or top to bottom when the camera hangs the other way up.
        for (const flipped of [mirrored(quad), mirrored(turned(quad))]) {
          const mirror = await readQuad(raster, flipped, sessions, specs);
          if ((mirror.match?.score ?? 0) >= sureScore) read.push(mirror);
        }
      }
      return bestFirst(read);
    },
  };
}

/** To a whole number of strides; a rounding error above one (it differs between processors) is none. */
const upTo = (length: number, stride: number): number => Math.max(1, Math.ceil(length / stride - 1e-6)) * stride;

async function detectLines(
  raster: Raster,
  region: BoxPx,
  side: number,
  session: Session,
  spec: TextDetectorSpec,
): Promise<TextLine[]> {
  const scale = Math.min(side / Math.max(region.width, region.height), spec.maxEnlarge);
  const size: Size = {
    width: upTo(region.width * scale, spec.stride),
    height: upTo(region.height * scale, spec.stride),
  };
  // The region grows to the right and down to a whole number of strides, so that nothing is stretched.
  const whole = { x: region.x, y: region.y, width: size.width / scale, height: size.height / scale };
  const patch = await resample(raster, whole, size, spec.pixels.kernel);
  const [map] = await session.run({ data: toTensor(patch, spec.pixels), dims: [1, 3, size.height, size.width] });
  if (map === undefined) return [];
  const back = { scaleX: 1 / scale, scaleY: 1 / scale, offsetX: region.x, offsetY: region.y };
  return findLines({ data: map.data, ...size }, spec, back);
}

/** True when a name was read so surely that looking on would bring nothing. */
function isSure({ match }: ReadLine, score = sureScore): boolean {
  return match?.kind === 'name' && match.score >= score;
}

/** How much a line counts: a name before any other words, then by the reader's confidence. */
function weight({ confidence, match }: ReadLine): number {
  return match === null ? confidence - 1 : match.score;
}

/** A small second line close below a mark ('TECHNOLOGY') is taken for a part of it: the mark is then this share of the height. */
const upperPart: Part = { from: 0, to: 1, top: 0, bottom: 0.65 };

/** What else is written close above a mark or beside it (a model's name, a reseller's) may be taken for one line with it. */
const otherParts: readonly Part[] = [
  { from: 0, to: 1, top: 0.35, bottom: 1 },
  { from: 0, to: 0.55, top: 0, bottom: 1 },
  { from: 0.45, to: 1, top: 0, bottom: 1 },
];

/** A name in one of these parts counts from this score on: at 0.92 a row of lamps read as DAHUA on the calibration split. */
const surePartScore = 0.95;

/** Nothing is looked for in parts of a line that is as likely as this to bear no writing at all. */
const maxBlank = 0.1;

/**
 * Upright first, then without what may stand below; upside down only when that named nobody for sure. Where something is
 * written that isn't a sure name, its other parts, each upright and upside down: there only a very sure name counts,
 * since a cut through a longer word may look like a name.
 */
async function readLine(
  raster: Raster,
  quad: Quad,
  sessions: WordmarkSessions,
  specs: WordmarkSpecs,
): Promise<ReadLine> {
  const read = (way: Quad) => readQuad(raster, way, sessions, specs);
  let best = await read(quad);
  let blank = best.look.blank;
  for (const way of [partOf(quad, upperPart), turned(quad), partOf(turned(quad), upperPart)]) {
    if (isSure(best)) return best;
    const line = await read(way);
    if (weight(line) > weight(best)) best = line;
    blank = Math.min(blank, line.look.blank);
  }
  if (isSure(best) || blank > maxBlank) return best;
  for (const part of otherParts) {
    for (const way of [quad, turned(quad)]) {
      const line = await read(partOf(way, part));
      if (isSure(line, surePartScore)) return line;
    }
  }
  return best;
}

async function readQuad(
  raster: Raster,
  quad: Quad,
  sessions: WordmarkSessions,
  specs: WordmarkSpecs,
): Promise<ReadLine> {
  const spec = specs.textReader;
  const patch = warpQuad(raster, quad, spec);
  const outputs = await sessions.textReader.run({
    data: toTensor(patch, spec.pixels),
    dims: [1, 3, spec.height, spec.width],
  });
  const steps = outputNamed(sessions.textReader, outputs, 'letters').data;
  const { text, confidence } = decodeCtc(steps, spec.alphabet);
  const look = lookOf(outputNamed(sessions.textReader, outputs, 'names').data, spec.names);
  const spelt = matchLexicon(text, specs.lexicon) ?? spotLexicon(foldSteps(steps, spec.alphabet), specs.lexicon);
  const match = nameOf({ match: spelt, confidence }, look, spec.names, specs.lexicon);
  return { text: text.trim(), confidence, box: clampBox(boundingBox(quad), raster), quad, look, match };
}

/** Names before other words, the surer before the less sure, each line once. */
function bestFirst(lines: readonly ReadLine[]): ReadLine[] {
  const scored = lines.map((line) => ({ line, box: line.box, score: weight(line) }));
  return nms(scored, sameLine.maxIou, sameLine.maxCovered).map(({ line }) => line);
}
