/** What `bench` tells: the schema of its JSON, and figures from times. */
import { z } from 'zod';
import { type Stage, type StageTimes, stages } from '../recognise/stages.js';

const ms = z.number().min(0);
const count = z.int().min(0);

/** A median and a 95th percentile (nearest rank), milliseconds, of `n` values; null of none. */
const spreadSchema = z.strictObject({ n: count, p50: ms.nullable(), p95: ms.nullable() });

const runSchema = z.strictObject({
  workers: z.int().min(1),
  threads: z.int().min(1),
  /** Photos that were answered, and those that failed. */
  photos: count,
  failed: count,
  wallMs: ms,
  photosPerSecond: ms,
  /** From a photo's turn to its answer; without reading the file, without waiting. */
  latencyMs: spreadSchema,
  /** By step of the way, all candidates of a photo together; `n` is the photos that needed it. */
  stagesMs: z.strictObject(Object.fromEntries(stages.map((stage) => [stage, spreadSchema])) as SpreadShape),
});

type SpreadShape = Record<Stage, typeof spreadSchema>;

const aloneSchema = z.strictObject({
  threads: z.int().min(1),
  /** From the process's start to its first answer, milliseconds. */
  coldStartMs: ms,
  /** Photos that it answered. */
  photos: count,
  /** Most memory that the process ever held in RAM, MiB. */
  peakRssMb: ms,
  /** CPU seconds, user and system, in so many seconds after the last answer, and their share of one core. */
  idle: z.strictObject({ seconds: ms, cpuSeconds: ms, share: ms }),
});

/** What `whosecam bench --json` writes. */
export const benchSchema = z.strictObject({
  schema: z.literal('whosecam.bench/1'),
  whosecam: z.string(),
  model: z.strictObject({ id: z.string(), version: z.string(), bytes: count }),
  machine: z.strictObject({
    platform: z.string(),
    cpu: z.string(),
    cores: z.int().min(1),
    memoryMb: count,
    node: z.string(),
  }),
  /** `made`: 12 megapixel JPEGs of the golden pictures; `folder`: the user's. */
  images: z.strictObject({ source: z.enum(['made', 'folder']), count: z.int().min(1), meanBytes: count }),
  /** By worker count, in the order that was asked for. */
  runs: z.array(runSchema).min(1),
  /** A process of its own with one worker, as `classify` and `serve` start. */
  alone: aloneSchema,
});

/** All figures of a bench. */
export type Bench = z.infer<typeof benchSchema>;
/** Figures of one worker count. */
export type Run = z.infer<typeof runSchema>;
/** Figures of a process with one worker. */
export type Alone = z.infer<typeof aloneSchema>;

/** One photo: milliseconds from its turn to its answer, and by step; null when it failed. */
export type Sample = { readonly totalMs: number; readonly stages: StageTimes } | null;

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** The value that a share `q` (0..1) of the values is at most, by nearest rank; null of none. */
export function percentile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

function spreadOf(values: readonly number[]): z.infer<typeof spreadSchema> {
  const at = (q: number): number | null => {
    const value = percentile(values, q);
    return value === null ? null : round(value, 2);
  };
  return { n: values.length, p50: at(0.5), p95: at(0.95) };
}

/** Figures of the photos that were run by so many workers within `wallMs`. */
export function runOf(
  samples: readonly Sample[],
  { workers, threads, wallMs }: { workers: number; threads: number; wallMs: number },
): Run {
  const answered = samples.filter((sample) => sample !== null);
  const ofStage = (stage: Stage): number[] => answered.flatMap((sample) => sample.stages[stage] ?? []);
  const spreads = Object.fromEntries(stages.map((stage) => [stage, spreadOf(ofStage(stage))]));
  return {
    workers,
    threads,
    photos: answered.length,
    failed: samples.length - answered.length,
    wallMs: round(wallMs, 1),
    photosPerSecond: wallMs > 0 ? round((answered.length / wallMs) * 1000, 3) : 0,
    latencyMs: spreadOf(answered.map(({ totalMs }) => totalMs)),
    stagesMs: spreads as Run['stagesMs'],
  };
}

/** Idle CPU as a share of one core. */
export function idleOf(seconds: number, cpuSeconds: number): Alone['idle'] {
  return { seconds: round(seconds, 2), cpuSeconds: round(cpuSeconds, 4), share: round(cpuSeconds / seconds, 5) };
}

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
};

const spreadText = ({ n, p50, p95 }: z.infer<typeof spreadSchema>): string =>
  p50 === null || p95 === null ? '-' : `${p50.toFixed(0)} / ${p95.toFixed(0)} (${n})`;

/** The same figures for people. */
export function benchText({ whosecam, model, machine, images, runs, alone }: Bench): string {
  const head = ['workers x threads', 'photos/s', 'ms p50 / p95 (n)', ...stages];
  const rows = runs.map((run) => [
    `${run.workers} x ${run.threads}`,
    run.photosPerSecond.toFixed(2),
    spreadText(run.latencyMs) + (run.failed > 0 ? `, ${run.failed} failed` : ''),
    ...stages.map((stage) => spreadText(run.stagesMs[stage])),
  ]);
  const facts = [
    ['cold start to first answer', `${(alone.coldStartMs / 1000).toFixed(2)} s`],
    ['most memory, one worker', `${alone.peakRssMb.toFixed(0)} MiB after ${alone.photos} photos`],
    ['idle CPU', `${(100 * alone.idle.share).toFixed(2)} % of a core in ${alone.idle.seconds.toFixed(0)} s`],
    ['model', `${(model.bytes / 2 ** 20).toFixed(1)} MiB, ${model.id} ${model.version}`],
    ['photos', `${images.count} ${images.source}, ${(images.meanBytes / 2 ** 20).toFixed(1)} MiB on average`],
    ['machine', `${machine.platform}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryMb} MB, ${machine.node}`],
    ['whosecam', whosecam],
  ];
  return `${table([head, ...rows])}\n${table(facts)}`;
}
