// The floors of issue 4, point 1: what was aimed at, and what was reached.

const atLeast = (floor) => ({ words: `at least ${floor}`, met: (value) => value >= floor });
const atMost = (floor) => ({ words: `at most ${floor}`, met: (value) => value <= floor });

/** `figure` is a share (k, n, low, high); `value` is what the aim is about. */
const ofShare = (name, aim, figure) => ({ name, aim, figure, value: figure?.n ? figure.k / figure.n : null });

function ofReal(m) {
  const { true: legible, false: illegible } = m.slices.wordmarkLegible;
  const precision = m.headline.precision;
  return [
    ofShare('Brand claims that are right', atLeast(0.99), precision),
    { name: 'Brand claims that are right, lower 95 % bound', aim: atLeast(0.95), figure: precision, value: precision.n ? precision.low : null },
    ofShare('Mark legible: right claims', atLeast(0.88), legible?.rightClaims),
    ofShare('Mark not legible: right claims', atLeast(0.5), illegible?.rightClaims),
    ofShare('Mark not legible: brand claims that are right', atLeast(0.95), illegible?.precision),
    ofShare('Camera-free in-situ pictures: a brand claimed', atMost(0), m.inSituFalseAlarms.brandClaimed),
    ofShare('Camera-free in-situ pictures: a camera reported', atMost(0.02), m.inSituFalseAlarms.cameraReported),
    ofShare('Other makers and nameless: a brand claimed', atMost(0.01), m.claimsOnOthers),
    { name: 'Calibration error (ECE)', aim: atMost(0.03), figure: { n: m.calibration.n }, value: m.calibration.ece },
  ];
}

function ofScenes(m) {
  return [
    ofShare('Scenes: right claims', atLeast(0.6), m.headline.rightClaims),
    ofShare('Scenes: brand claims that are right', atLeast(0.98), m.headline.precision),
    ofShare('Scenes: camera found, IoU 0.3', atLeast(0.93), m.inSituFound.iou30),
    ofShare('Scenes: camera found, IoU 0.5', atLeast(0.85), m.inSituFound.iou50),
    ofShare('Scenes: other makers and nameless: a brand claimed', atMost(0.01), m.claimsOnOthers),
    { name: 'Scenes: calibration error (ECE)', aim: atMost(0.03), figure: { n: m.calibration.n }, value: m.calibration.ece },
  ];
}

function ofWatermarks(found) {
  return ['covered', 'added', 'beside'].map((name) => {
    const { n, toAnotherBrand, toBrand } = found[name];
    const k = toAnotherBrand.length + toBrand.length;
    return { name: `Watermark ${name}: another or a new brand`, aim: atMost(0), figure: { k, n }, value: n ? k / n : null };
  });
}

/** Every floor with `met` (null: not measured), the unmet ones first, then what wasn't measured. */
export function floorsOf({ real, scenes, watermarks }) {
  const all = [...(real ? ofReal(real) : []), ...(scenes ? ofScenes(scenes) : []), ...(watermarks ? ofWatermarks(watermarks) : [])];
  const order = new Map([[false, 0], [null, 1], [true, 2]]);
  return all
    .map((floor) => ({ ...floor, met: floor.value === null || floor.value === undefined ? null : floor.aim.met(floor.value) }))
    .sort((a, b) => order.get(a.met) - order.get(b.met));
}
