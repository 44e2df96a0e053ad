/** whosecam bench: how fast is it here, and what does it take. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { Command, Option } from 'commander';
import { type Bench, benchText, type Run, runOf } from '../bench/figures.js';
import { runPhotos } from '../bench/run.js';
import { loadBundle, readGoldenPicture } from '../bundle/load.js';
import { type Config, type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { readPhoto } from '../survey/read.js';
import { walk } from '../survey/walk.js';
import { measureAlone } from './bench-alone.js';
import { type OpenEngine, withEngineOptions } from './engine.js';
import type { Action, Io } from './io.js';
import { secondsOf } from './seconds.js';
import { ownVersion } from './version.js';

/** Flags of the command. */
export interface BenchFlags extends Omit<ConfigFlags, 'workers'> {
  /** Counts with commas. */
  readonly workers?: string;
  readonly images?: string;
  readonly json?: boolean;
  readonly seconds: number;
  readonly idleSeconds: number;
}

/** As a phone's camera gives them: 12.2 megapixels. */
const phonePhoto = { width: 4032, height: 3024 };

/** So many photos are held in memory, a few hundred megabytes at most as phones make them. */
const maxImages = 24;

const examples = `
Examples:
  whosecam bench
  whosecam bench --workers 1,2,4 --seconds 30
  whosecam bench --images town-hall/ --json > bench.json

--workers takes several counts, with commas (default: 1, and the program's own). Without --images it makes photos of
12 megapixels in memory from the model's golden pictures. Of a folder at most ${maxImages} photos are taken, evenly. Takes
about --seconds for each worker count, then --seconds and --idle-seconds for a process of its own.
Exit codes: 0 all photos answered, 1 some failed, 2 wrong use, 3 model missing or altered, 130 interrupted.`;

/** The command's options and help. */
export function benchCommand(): Command {
  const command = new Command('bench')
    .description('measure photos a second, latency by step, start, memory and idle CPU on this machine')
    .addOption(new Option('--images <folder>', 'run these photos (default: 12 megapixel photos made in memory)'))
    .addOption(new Option('--json', 'as JSON'))
    .addOption(new Option('--seconds <s>', 'time for each worker count').default(10).argParser(secondsOf))
    .addOption(new Option('--idle-seconds <s>', 'time to measure idle CPU').default(10).argParser(secondsOf))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Errors: `bad-request` for wrong options or a folder without photos, `bad-config`, the model's, `interrupted`. */
export function benchWith(openEngine: OpenEngine): Action<[flags: BenchFlags]> {
  return async (io, flags) => {
    const configs = configsOf(flags);
    const [first] = configs;
    const { bundle, golden } = await loadBundle(first.model);
    const images =
      flags.images === undefined ? await made(first.model, golden.vectors) : await chosen(flags.images, first);
    const forMs = flags.seconds * 1000;
    const config = readConfig({ ...flags, workers: 1 });
    // The child's memory should be its work's, not its photos': a few of the largest.
    const largest = [...images].sort((a, b) => b.length - a.length).slice(0, 3);
    const alone = await measureAlone({ config, images: largest, forMs, idleMs: flags.idleSeconds * 1000 }, io.signal);
    const runs: Run[] = [];
    for (const one of configs) runs.push(await measureRun(io, one, openEngine, { images, forMs }));
    const bench: Bench = {
      schema: 'whosecam.bench/1',
      whosecam: ownVersion(),
      model: {
        id: bundle.id,
        version: bundle.version,
        bytes: totalOf(Object.values(bundle.files).map((one) => one.bytes)),
      },
      machine: machine(),
      images: {
        source: flags.images === undefined ? 'made' : 'folder',
        count: images.length,
        meanBytes: Math.round(totalOf(images.map(({ length }) => length)) / images.length),
      },
      runs,
      alone,
    };
    io.stdout.write(flags.json === true ? `${JSON.stringify(bench, null, 2)}\n` : benchText(bench));
    return runs.some(({ failed }) => failed > 0) ? exitCodes.someFailed : exitCodes.ok;
  };
}

/** A configuration for each worker count. */
function configsOf({ workers, ...flags }: BenchFlags): [Config, ...Config[]] {
  const counts = workers?.split(',') ?? [1, readConfig(flags).workers];
  const [first, ...others] = [...new Set(counts.map(Number))].map((n) => readConfig({ ...flags, workers: String(n) }));
  if (!first) throw new WhosecamError('bad-request', 'Expected worker counts; received none');
  return [first, ...others];
}

const totalOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const machine = (): Bench['machine'] => ({
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  memoryMb: Math.round(totalmem() / 2 ** 20),
  node: process.version,
});

async function made(folder: string, vectors: readonly { readonly file: string }[]): Promise<Uint8Array[]> {
  const files = [...new Set(vectors.map(({ file }) => file))];
  if (files.length === 0) throw new WhosecamError('bad-request', 'Expected --images; the model has no golden pictures');
  const { enlargedJpeg } = await import('../image/enlarge.js');
  const pictures: Uint8Array[] = [];
  for (const file of files) pictures.push(await enlargedJpeg(await readGoldenPicture(folder, file), phonePhoto));
  return pictures;
}

/** At most `maxImages` of a folder's photos, evenly over their order. Errors: `bad-request` for none, those of reading. */
async function chosen(folder: string, { maxBytes }: Config): Promise<Uint8Array[]> {
  const found = await walk([folder]);
  if (found.length === 0) throw new WhosecamError('bad-request', 'Expected photos; the folder named holds none');
  const every = Math.max(1, found.length / maxImages);
  const some = found.filter((_, i) => Math.floor(i / every) > Math.floor((i - 1) / every));
  const images: Uint8Array[] = [];
  for (const { file, problem } of some) {
    if (problem) throw problem;
    images.push(await readPhoto(file, maxBytes));
  }
  return images;
}

async function measureRun(
  { signal }: Io,
  config: Config,
  openEngine: OpenEngine,
  { images, forMs }: { readonly images: readonly Uint8Array[]; readonly forMs: number },
): Promise<Run> {
  const { workers, threads } = config;
  const { pool } = await openEngine(config, workers);
  try {
    const { samples, wallMs } = await runPhotos(pool, images, { workers, forMs, maxPhotos: Infinity, signal });
    if (signal.aborted) throw new WhosecamError('interrupted', 'Expected to finish; the program is ending');
    return runOf(samples, { workers, threads, wallMs });
  } finally {
    await pool.close();
  }
}
