/** The whole way from bytes to an answer, on one screen. */
import type { LoadedBundle } from '../bundle/load.js';
import type { Bundle, DecisionSpec, ModelName } from '../bundle/schema.js';
import { decode } from '../image/decode.js';
import { coveredShare, expandBox, toBoxNorm, type BoxPx, type Scored, type Size } from '../image/geometry.js';
import type { DecodeLimits, ImageInfo, Raster } from '../image/raster.js';
import { openSession, type Session, type TensorData } from '../inference/session.js';
import { classifyHousing, type HousingView } from './classify.js';
import { cameraProbability, markProbability, tableProbability } from './combine.js';
import { decideCamera, decidePhoto } from './decide.js';
import { detectCameras } from './detect.js';
import { type GalleryIndex, type Likeness, likenessOf, openGallery } from './gallery.js';
import { isCutOff, letterPxOf } from './legibility.js';
import { round4 } from './probability.js';
import { type OnStage, timed } from './stages.js';
import type { Camera, Evidence, Probabilities, Verdict } from './result.js';
import { createWordmarkReader, type ReadLine, type WordmarkReader } from './wordmark/read.js';

/** What a photo is found to show: the payload of an `ok` record. */
export interface Recognition {
  readonly verdict: Verdict;
  readonly cameras: readonly Camera[];
  readonly image: ImageInfo;
}

/** What was seen of one candidate, before any rule. */
export interface Observation {
  /** Pixels of the upright photo. */
  readonly box: BoxPx;
  /** The detector's score. */
  readonly score: number;
  /** Probability that it's a camera. */
  readonly detection: number;
  readonly housing: HousingView;
  /** What the housing comes near to. */
  readonly likeness: Likeness;
  /** Lines that were read and lie on the camera. */
  readonly lines: readonly ReadLine[];
}

/** Recognises one photo at a time. Errors of both: WhosecamError for bytes that are no picture, or one past the limits. */
export interface Recogniser {
  recognise(bytes: Uint8Array, limits: DecodeLimits, onStage?: OnStage): Promise<Recognition>;
  /** The evidence without the rules: what calibration is fitted on. */
  observe(
    bytes: Uint8Array,
    limits: DecodeLimits,
    onStage?: OnStage,
  ): Promise<{ info: ImageInfo; observations: Observation[] }>;
  /** Embedding of the surest camera's housing, or of the whole picture where none is found: what brands are taught from. */
  embed(bytes: Uint8Array, limits: DecodeLimits): Promise<{ found: boolean; embedding: Float32Array }>;
}

/** The tools of one recogniser. */
interface Tools {
  readonly bundle: Bundle;
  readonly sessions: Readonly<Record<ModelName, Session>>;
  readonly reader: WordmarkReader;
  readonly gallery: GalleryIndex;
}

/** Told of every run of a model: what it was given and what it gave. */
export type OnRun = (model: ModelName, input: TensorData, outputs: readonly TensorData[]) => void;

/** How a recogniser is opened. */
export interface RecogniserOptions {
  /** Threads of each model's runs. */
  readonly threads: number;
  readonly onRun?: OnRun;
}

/** Opens the bundle's models. Errors: `model-altered` when the runtime can't read one. */
export async function createRecogniser(loaded: LoadedBundle, options: RecogniserOptions): Promise<Recogniser> {
  const { bundle } = loaded;
  const sessions = await openSessions(loaded, options);
  const gallery = openGallery(loaded.gallery, bundle.housing.embeddingSize);
  const tools = { bundle, sessions, reader: createWordmarkReader(sessions, bundle), gallery };
  const observe: Recogniser['observe'] = async (photo, limits, onStage) => {
    const { raster, info } = await timed('decode', onStage, () => decode(photo, limits));
    const found = await timed('detect', onStage, () => detectCameras(raster, sessions.detector, bundle.detector));
    const observations: Observation[] = [];
    for (const candidate of found) observations.push(await lookClosely(raster, candidate, tools, onStage));
    return { info, observations: oneCameraALine(observations) };
  };
  return {
    observe,
    embed: async (photo, limits) => {
      const { raster } = await decode(photo, limits);
      return embedHousing(raster, tools);
    },
    recognise: async (photo, limits, onStage) => {
      const { info, observations } = await observe(photo, limits, onStage);
      return timed('decide', onStage, () => judge(observations, info, bundle.decision));
    },
  };
}

/** Apart, so that nothing holds on to the files' bytes once the sessions are open. */
async function openSessions(
  { bytes }: LoadedBundle,
  { threads, onRun }: RecogniserOptions,
): Promise<Tools['sessions']> {
  const open = async (name: ModelName): Promise<Session> => {
    const session = await openSession(bytes[name], { threads });
    return onRun ? reported(session, name, onRun) : session;
  };
  return {
    detector: await open('detector'),
    housing: await open('housing'),
    textDetector: await open('textDetector'),
    textReader: await open('textReader'),
  };
}

function reported(session: Session, name: ModelName, onRun: OnRun): Session {
  const run: Session['run'] = async (input) => {
    const outputs = await session.run(input);
    onRun(name, input, outputs);
    return outputs;
  };
  return { ...session, run };
}

async function embedHousing(
  raster: Raster,
  { bundle, sessions }: Tools,
): Promise<{ found: boolean; embedding: Float32Array }> {
  const look = (box: BoxPx) => classifyHousing(raster, box, sessions.housing, bundle.housing);
  let surest: { detection: number; embedding: Float32Array } | undefined;
  for (const { box, score } of await detectCameras(raster, sessions.detector, bundle.detector)) {
    const { embedding, ...signs } = await look(box);
    const detection = cameraProbability({ score, ...signs, hasName: false }, bundle.decision);
    if (detection >= (surest?.detection ?? bundle.decision.cameraThreshold)) surest = { detection, embedding };
  }
  if (surest) return { found: true, embedding: surest.embedding };
  const { embedding } = await look({ x: 0, y: 0, width: raster.width, height: raster.height });
  return { found: false, embedding };
}

/** Crop, housing and wordmark of one candidate. What is hardly a camera isn't read. */
async function lookClosely(
  raster: Raster,
  { box, score }: Scored,
  { bundle, sessions, reader, gallery }: Tools,
  onStage: OnStage | undefined,
): Promise<Observation> {
  const { decision, textDetector } = bundle;
  const classify = () => classifyHousing(raster, box, sessions.housing, bundle.housing);
  const housing = await timed('classify', onStage, classify);
  const { cameraLogit } = housing;
  const probabilityWith = (hasName: boolean) => cameraProbability({ score, cameraLogit, hasName }, decision);
  const isLikely = probabilityWith(false) >= decision.readThreshold;
  const isLegible = Math.max(box.width, box.height) >= textDetector.minCameraPx;
  const read = isLikely && isLegible ? await timed('read', onStage, () => reader.read(raster, box)) : [];
  const reach = expandBox(box, decision.markReach);
  const lines = read.filter((line) => coveredShare(line.box, reach) >= decision.minMarkOnCamera);
  const likeness = likenessOf(housing.embedding, gallery);
  return { box, score, detection: probabilityWith(bearsName(lines, decision)), housing, likeness, lines };
}

/** Whether a name was read so surely that a brand would be claimed by it: only then does it speak for a camera. */
export function bearsName(lines: readonly Pick<ReadLine, 'match'>[], spec: DecisionSpec): boolean {
  const isClear = ({ match }: Pick<ReadLine, 'match'>): boolean =>
    match?.kind === 'name' && markProbability(match, spec) >= spec.claimThreshold;
  return lines.some(isClear);
}

/** A reading of which more than this share lies under another one is the same mark, seen in the boxes of two cameras. */
const sameMark = 0.5;

/** Gives a mark that was read in several cameras' boxes to the smallest of them: the others only stand behind it. Pure. */
export function oneCameraALine(observations: readonly Observation[]): Observation[] {
  const area = ({ box }: Observation): number => box.width * box.height;
  return observations.map((one) => {
    const smaller = observations.filter((other) => other !== one && area(other) < area(one));
    const isTheirs = ({ box, match }: ReadLine): boolean =>
      match !== null &&
      smaller.some(({ lines }) => lines.some((line) => line.match && coveredShare(box, line.box) > sameMark));
    return { ...one, lines: one.lines.filter((line) => !isTheirs(line)) };
  });
}

/** Detectors know few door stations: one that bears a maker's name is reported at less. */
function leastDetection({ lines }: Observation, spec: DecisionSpec): number {
  return bearsName(lines, spec) ? Math.min(spec.minClaimDetection, spec.cameraThreshold) : spec.cameraThreshold;
}

/** The rules over all that was seen. Pure. */
export function judge(observations: readonly Observation[], info: ImageInfo, spec: DecisionSpec): Recognition {
  const cameras = observations
    .filter((one) => one.detection >= leastDetection(one, spec))
    .map((one) => judgeCamera(one, info, spec));
  const surest = Math.max(0, ...observations.map(({ detection }) => detection));
  return { verdict: decidePhoto(cameras, tableProbability(surest, spec.noCamera)), cameras, image: info };
}

function judgeCamera(observation: Observation, photo: Size, spec: DecisionSpec): Camera {
  const { box, detection, housing, likeness, lines } = observation;
  const read = lines.flatMap(named);
  const marks = read.filter(({ match }) => match.kind === 'name').map(({ match }) => match);
  const numbers = read.filter(({ match }) => match.kind === 'model-number');
  const modelNumbers = numbers.flatMap(({ match }) => match.lineage ?? []);
  const sidePx = Math.max(box.width, box.height);
  const letterPx = letterPxOf(lines, sidePx, spec);
  const occlusion = isCutOff(box, photo) ? 1 : housing.occlusion;
  const view = { sidePx, letterPx, occlusion, ...housing.quality };
  const decision = decideCamera(
    { detection, housing: housing.probabilities, marks, modelNumbers, likeness, ...view },
    spec,
  );
  return {
    box: toBoxNorm(box, photo),
    detection: round4(detection),
    ...decision,
    confidence: round4(decision.confidence),
    probabilities: rounded(decision.probabilities),
    evidence: [
      ...read.map((one) => wordmarkEvidence(one, photo)),
      { type: 'housing', probabilities: rounded(housing.probabilities) },
      ...galleryEvidence(likeness),
    ],
  };
}

type NamedLine = { readonly line: ReadLine; readonly match: NonNullable<ReadLine['match']> };

const named = (line: ReadLine): NamedLine[] => (line.match ? [{ line, match: line.match }] : []);

function wordmarkEvidence({ line, match }: NamedLine, photo: Size): Evidence {
  const text = line.text.slice(0, 64);
  return { type: 'wordmark', text, confidence: round4(match.score), box: toBoxNorm(line.box, photo), name: match.name };
}

function galleryEvidence({ taught }: Likeness): Evidence[] {
  if (!taught) return [];
  return [{ type: 'gallery', brandName: taught.brandName, similarity: round4(taught.similarity) }];
}

/** Rounded so that they still sum to 1: `other` takes what is left. */
function rounded({ hikvision, dahua }: Probabilities): Probabilities {
  const [h, d] = [round4(hikvision), round4(dahua)];
  return { hikvision: h, dahua: d, other: round4(Math.max(0, 1 - h - d)) };
}
