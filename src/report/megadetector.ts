/**
 * `megadetector.json`: the machine's answers in the MegaDetector output format 1.6, for tools of wildlife surveys
 * (https://lila.science/megadetector-output-format). It has no place for a person's word.
 */
import type { CameraAnswer } from '../page/answers.js';
import type { Camera } from '../recognise/result.js';
import type { ReportData, ReportPhoto } from './data.js';

const cameraCategory = '1';

/** In their order the categories' numbers, from 1. */
const answers: readonly CameraAnswer[] = ['hikvision', 'dahua', 'other-brand', 'unknown-brand'];

/** The file's text. */
export function megadetectorText({ photos, run }: ReportData): string {
  const models = [...new Set(photos.map(({ record: { model } }) => `${model.id} ${model.version}`))].join(', ');
  // The format's own examples write a time so.
  const completed = run.writtenAt.slice(0, 19).replace('T', ' ');
  const whole = {
    info: {
      format_version: '1.6',
      detector: models,
      detection_completion_time: completed,
      classifier: models,
      classification_completion_time: completed,
    },
    detection_categories: { [cameraCategory]: 'camera' },
    classification_categories: Object.fromEntries(answers.map((answer, i) => [String(i + 1), answer])),
    images: photos.map(imageOf),
  };
  // Its validator wants a float, and Python takes 1 for none. Inside a text the quotes would be escaped.
  return `${JSON.stringify(whole, null, 1).replace(/^( *"conf": [01])(,?)$/gm, '$1.0$2')}\n`;
}

function imageOf({ record }: ReportPhoto): object {
  const { file } = record;
  if (record.status === 'ok') return { file, detections: record.cameras.map(detectionOf) };
  return { file, failure: `${record.error.code}: ${record.error.message}`, detections: null };
}

/** One class a camera, the answer: probabilities of brands that aren't claimed would be taken for claims. */
function detectionOf(camera: Camera): object {
  const category = answers.indexOf(camera.brand ?? (camera.kind === 'other-brand' ? camera.kind : 'unknown-brand')) + 1;
  return {
    category: cameraCategory,
    conf: camera.detection,
    bbox: camera.box,
    classifications: [[String(category), camera.confidence]],
  };
}
