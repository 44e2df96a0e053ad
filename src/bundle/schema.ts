/**
 * What stands in `models/<id>/bundle.json`: every fact about a model that the code needs, and nowhere else.
 * The schema is strict: a key that isn't known here is an error.
 */
import { z } from 'zod';
import { brandSchema, lineageSchema } from '../recognise/result.js';

const share = z.number().min(0).max(1);
const cosine = z.number().min(-1).max(1);
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** A file of the bundle, relative to bundle.json. */
export const bundleFileSchema = z.strictObject({
  path: z.string().regex(/^[\w.-]+$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
});

/** How pixels become a tensor: NCHW float32, value = (byte - mean) / std per channel in `channels` order. */
export const pixelsSchema = z.strictObject({
  channels: z.enum(['RGB', 'BGR']),
  mean: triple,
  std: triple,
  kernel: z.enum(['nearest', 'linear', 'cubic', 'lanczos3']),
});

/** The camera detector: one class, boxes and scores come out decoded. */
export const detectorSchema = z.strictObject({
  file: z.literal('detector'),
  /** Side of the square input, pixels. */
  side: z.int().positive(),
  pixels: pixelsSchema,
  /** Value (0..255) of the letterbox's border. */
  padValue: z.int().min(0).max(255),
  /** Below this score a box isn't looked at. */
  scoreThreshold: share,
  maxIou: share,
  maxCovered: share,
  /** At most this many cameras a photo, best first. */
  maxCameras: z.int().positive(),
  /** Finer looks: the photo's longer side is brought to each of `scaleSides` pixels and cut into tiles of `side`. */
  finer: z.strictObject({
    scaleSides: z.array(z.int().positive()),
    overlap: share,
    /** A look that would enlarge the photo more than this shows nothing new. */
    maxEnlarge: z.number().min(1),
    /** No finer look once a camera was found with at least this score ... */
    skipScore: share,
    /** ... and at least this many pixels of the network's input on its longer side. */
    skipSidePx: z.number().positive(),
  }),
});

/** The housing classifier. */
export const housingSchema = z.strictObject({
  file: z.literal('housing'),
  side: z.int().positive(),
  pixels: pixelsSchema,
  padValue: z.int().min(0).max(255),
  /** The crop is the square round the box, this many times its longer side. */
  contextScale: z.number().min(1),
  labels: z.tuple([z.literal('hikvision'), z.literal('dahua'), z.literal('other'), z.literal('not-camera')]),
  /** Logits are divided by it before softmax (Guo et al. 2017, 'On calibration of modern neural networks'). */
  temperature: z.number().positive(),
  /** Length of the output `embedding`. */
  embeddingSize: z.int().positive(),
});

/** Finds lines of text on a crop (a map of text probability at the crop's size). */
export const textDetectorSchema = z.strictObject({
  file: z.literal('textDetector'),
  /** Input sides are multiples of this. */
  stride: z.int().positive(),
  pixels: pixelsSchema,
  /** The crop's longer side is brought to each of these, pixels; enlarged at most `maxEnlarge` times. */
  sides: z.array(z.int().positive()).min(1),
  maxEnlarge: z.number().min(1),
  /** Crop for reading: the box grown by this share on every side. */
  context: share,
  /** Pixels of the map above this belong to text. */
  mapThreshold: share,
  /** Mean of the map inside a line must be at least this. */
  boxThreshold: share,
  /** A line is grown by area * ratio / perimeter (Liao et al. 2020, 'Real-time scene text detection with DB'). */
  unclipRatio: z.number().positive(),
  minSide: z.number().positive(),
  maxLines: z.int().positive(),
  /** Longer side of a camera, pixels, under which nothing is read on it. */
  minCameraPx: z.number().positive(),
});

/** Reads one line of text: CTC over an alphabet, index 0 the blank; and whose name the line looks like as a whole. */
export const textReaderSchema = z.strictObject({
  file: z.literal('textReader'),
  /** Every line is brought to this size, whatever its shape, pixels. */
  height: z.int().positive(),
  width: z.int().positive(),
  pixels: pixelsSchema,
  /** Characters for the indices 1..n. */
  alphabet: z.string().min(1),
  /** Names of the lexicon for the classes 2..n; class 0 is no text, class 1 other text. */
  names: z.array(z.string()).min(1),
});

/** A name that may be read on a camera. */
export const lexiconEntrySchema = z.strictObject({
  name: z.string(),
  /** Spellings as read, upper case, letters and digits only. */
  spellings: z.array(z.string().regex(/^[A-Z0-9]+$/)).min(1),
  /** The brand that a verdict may claim, or null: another maker. */
  brand: brandSchema.nullable(),
});

/** Model numbers that follow a maker's pattern. They stand on rebadged units too, so most claim no brand. */
export const modelNumberSchema = z.strictObject({
  name: z.string(),
  /** Normalised beginnings: upper case, letters and digits only ('DS-2CD2' -> 'DS2CD2'). */
  prefixes: z.array(z.string().regex(/^[A-Z0-9]+$/)).min(1),
  brand: brandSchema.nullable(),
});

/** The family behind a name of the lexicon or behind a pattern of model numbers, by its `name`. */
export const lineageRowSchema = lineageSchema.extend({ name: z.string() });

/** The names, how near a text must come, and what is no maker's name at all. */
export const lexiconSchema = z.strictObject({
  /** 1 - edit distance / length; at least this. */
  minSimilarity: share,
  /** The same for a name inside a longer text. */
  minWindowSimilarity: share,
  /** The same for a brand that a verdict may claim. */
  minBrandWindowSimilarity: share,
  /** The best name must beat the best name of another brand by this. */
  minLead: share,
  /** A name's score (see `NamedMatch`) must be at least this ... */
  minScore: share,
  /** ... and lead the score of the name that the other witness speaks for by this. */
  minScoreLead: share,
  /**
   * Second look, where the likeliest letters spell no name: mean probability ratio by letter of a name's likeliest path
   * to the likeliest path of all must be at least this ...
   */
  minSupport: share,
  /** ... and the name's path this many times as likely as that of any name of another brand and of any plain word. */
  minSupportOdds: z.number().min(1),
  /** Spellings of at most this many letters must be the whole text, letter for letter. */
  exactUpTo: z.int().min(0),
  entries: z.array(lexiconEntrySchema).min(1),
  /** The families behind the names, where they are known; each name at most once. */
  lineage: z.array(lineageRowSchema),
  /** Words that stand on cameras and name nobody: a text nearest to one of them is no mark. */
  words: z.array(z.string().regex(/^[A-Z0-9]+$/)),
  /** Words that follow a name and say nothing about it: taken off before comparing. */
  suffixes: z.array(z.string().regex(/^[A-Z0-9]+$/)),
  modelNumbers: z.array(modelNumberSchema),
  /** A model number has at least this many letters and digits. */
  minModelNumberLength: z.int().positive(),
});

/** One bin of a calibration table: scores up to `upTo` were right this often. */
export const calibrationBinSchema = z.strictObject({ upTo: share, probability: share, n: z.int().min(0) });

const calibrationTableSchema = z.array(calibrationBinSchema).min(1);

/** What turns evidence into verdicts. */
export const decisionSchema = z.strictObject({
  /**
   * detection = sigmoid(bias + detector * logit(detector's score) + head * the camera head's logit
   * + name when a maker's name was read on it).
   */
  camera: z.strictObject({
    bias: z.number(),
    detector: z.number(),
    head: z.number(),
    name: z.number(),
  }),
  /** A candidate is read when its detection, before any name, is at least this. */
  readThreshold: share,
  /** Detection must be at least this for a camera to be reported. */
  cameraThreshold: share,
  /** Probability that `no-camera` is right, by the surest candidate's detection (0 when there is none). */
  noCamera: calibrationTableSchema,
  /** This share of a mark must lie on the camera's box, grown by `markReach` on every side, for it to count. */
  minMarkOnCamera: share,
  /** Share of the box's sides: detectors cut a housing short by about a tenth. */
  markReach: share,
  /**
   * Probability that a name which was read is right, by the match's score: each brand's and all others'. Noise spells a
   * short name sooner than a long one.
   */
  wordmark: z.strictObject({
    hikvision: calibrationTableSchema,
    dahua: calibrationTableSchema,
    other: calibrationTableSchema,
  }),
  /** Weight of the housing's log odds beside a mark (logarithmic pool), and the shares of the brands it was trained on. */
  housingWeight: share,
  housingPrior: z.strictObject({ hikvision: share, dahua: share, other: share }),
  /** A name that was read decides when its probability, given a camera, is at least this ... */
  claimThreshold: share,
  /** ... and the probability of a camera at least this: so much is enough for a camera with a name to be reported, too. */
  minClaimDetection: share,
  /** `claimThreshold` of another maker's name, which accuses nobody. */
  otherNameThreshold: share,
  /** A brand is claimed by the housing's shape alone at this probability or more. */
  housingClaimThreshold: share,
  /** Another maker is claimed by the housing's shape alone at this probability or more. */
  otherThreshold: share,
  /** Longer side of the camera, pixels, under which its shape alone claims nothing. */
  shapeSidePx: z.number().positive(),
  /** Blur (standard deviation) over the longer side above which its shape alone claims nothing. */
  shapeBlurAbove: share,
  /** Height of a mark's letters over the camera's longer side, as it usually is. */
  letterShare: share,
  /** Height of the letters over that of the line of text as the text detector gives it. */
  letterOfLine: share,
  /** Height of letters, pixels, under which a mark is hardly ever read: the camera is `small`. */
  smallLetterPx: z.number().positive(),
  /** Height of letters, pixels, from which a clear mark is nearly always read: what the advice aims at. */
  legibleLetterPx: z.number().positive(),
  /** Blur (standard deviation) over the letters' height above which it's `blurred`. */
  blurredAbove: z.number().positive(),
  /** Grey (0..255) of the housing's light parts under which it's `dark`. */
  darkBelow: z.number().min(0).max(255),
  /** Probability of something before the camera above which it's `occluded`. */
  occludedAbove: share,
  /** Housings by their embeddings. */
  gallery: z.strictObject({
    /** A housing at least this similar to a known rebadge of a brand doesn't claim that brand by its shape alone. */
    rebadgeSimilarity: cosine,
    /** A taught brand's threshold is such that at most this share of the others' references match it ... */
    maxFalseMatches: share,
    /** ... and at least this. */
    minSimilarity: cosine,
    /** A brand needs at least this many pictures. */
    minPictures: z.int().min(2),
  }),
});

/** models/<id>/bundle.json */
export const bundleSchema = z.strictObject({
  schema: z.literal('whosecam.bundle/1'),
  id: z.string().regex(/^[\w.-]+$/),
  /** Semantic version; brands that were taught into it stand behind a plus: `1.0.0+axis`. */
  version: z.string().regex(/^\d+\.\d+\.\d+(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/),
  licence: z.string(),
  files: z.strictObject({
    detector: bundleFileSchema,
    housing: bundleFileSchema,
    textDetector: bundleFileSchema,
    textReader: bundleFileSchema,
    golden: bundleFileSchema,
    gallery: bundleFileSchema,
  }),
  detector: detectorSchema,
  housing: housingSchema,
  textDetector: textDetectorSchema,
  textReader: textReaderSchema,
  lexicon: lexiconSchema,
  decision: decisionSchema,
  /** Where the weights come from: data, base weights, recipe. */
  provenance: z.record(z.string(), z.string()),
  /** Error rates, as in the model card. */
  evaluation: z.record(z.string(), z.unknown()),
});

export type Bundle = z.infer<typeof bundleSchema>;
export type BundleFile = z.infer<typeof bundleFileSchema>;
export type PixelsSpec = z.infer<typeof pixelsSchema>;
export type DetectorSpec = z.infer<typeof detectorSchema>;
export type HousingSpec = z.infer<typeof housingSchema>;
export type TextDetectorSpec = z.infer<typeof textDetectorSchema>;
export type TextReaderSpec = z.infer<typeof textReaderSchema>;
export type Lexicon = z.infer<typeof lexiconSchema>;
export type LexiconEntry = z.infer<typeof lexiconEntrySchema>;
export type CalibrationBin = z.infer<typeof calibrationBinSchema>;
export type DecisionSpec = z.infer<typeof decisionSchema>;
/** The names of the bundle's ONNX files. */
export type ModelName = 'detector' | 'housing' | 'textDetector' | 'textReader';

/** Names of the lexicon that are other makers', in alphabetical order. */
export const otherMakersOf = ({ lexicon }: Bundle): string[] =>
  lexicon.entries
    .filter(({ brand }) => brand === null)
    .map(({ name }) => name)
    .sort();
