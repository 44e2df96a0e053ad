/** Words drawn with straight strokes, so that no font is needed and the place of each letter is known. */
import type { BoxPx, Point } from '../../../src/image/geometry.js';
import type { Raster } from '../../../src/image/raster.js';

/** Strokes of a letter as x1 y1 x2 y2 on a grid of 4 x 6, y down. */
const strokes: Readonly<Record<string, readonly string[]>> = {
  A: ['0620', '2046', '1434'],
  B: ['0006', '0030', '3041', '4142', '4233', '0333', '3344', '4445', '4536', '3606'],
  D: ['0006', '0020', '2042', '4244', '4426', '2606'],
  H: ['0006', '4046', '0343'],
  I: ['2026'],
  K: ['0006', '4003', '0346'],
  N: ['0006', '0046', '4640'],
  O: ['1030', '3041', '4145', '4536', '3616', '1605', '0501', '0110'],
  S: ['4130', '3010', '1001', '0102', '0213', '1333', '3344', '4445', '4536', '3616', '1605'],
  U: ['0005', '0516', '1636', '3645', '4540'],
  V: ['0026', '2640'],
};

interface Stroke {
  readonly a: Point;
  readonly b: Point;
}

function strokesOf(word: string, height: number): Stroke[] {
  const unit = height / 6;
  return [...word].flatMap((letter, i) =>
    (strokes[letter] ?? []).map((code) => {
      const at = (k: number): Point => ({
        x: (Number(code[k]) + i * 6) * unit,
        y: Number(code[k + 1]) * unit,
      });
      return { a: at(0), b: at(2) };
    }),
  );
}

function distanceTo({ a, b }: Stroke, p: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

/** How a word is drawn. */
export interface Drawing {
  readonly word: string;
  readonly width: number;
  readonly height: number;
  readonly centre: Point;
  /** Height of a letter, pixels. */
  readonly letterHeight: number;
  /** Turn of the word, degrees clockwise. */
  readonly degrees?: number;
  readonly mirrored?: boolean;
}

/** Dark letters on light grey; the box round the letters comes with it. */
export function drawWord(drawing: Drawing): { raster: Raster; box: BoxPx } {
  const { word, width, height, centre, letterHeight, degrees = 0, mirrored = false } = drawing;
  const length = ((word.length * 6 - 2) * letterHeight) / 6;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const all = strokesOf(word, letterHeight);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [dx, dy] = [(i % width) + 0.5 - centre.x, Math.floor(i / width) + 0.5 - centre.y];
    const along = (dx * cos + dy * sin) * (mirrored ? -1 : 1) + length / 2;
    const p = { x: along, y: dy * cos - dx * sin + letterHeight / 2 };
    const near = Math.min(Infinity, ...all.map((stroke) => distanceTo(stroke, p)));
    const ink = Math.min(1, Math.max(0, letterHeight / 12 - near + 0.5));
    data.fill(Math.round(205 - 165 * ink), i * 3, i * 3 + 3);
  }
  const [reachX, reachY] = [
    Math.abs(cos) * length + Math.abs(sin) * letterHeight,
    Math.abs(sin) * length + Math.abs(cos) * letterHeight,
  ];
  const box = { x: centre.x - reachX / 2, y: centre.y - reachY / 2, width: reachX, height: reachY };
  return { raster: { data, width, height }, box };
}
