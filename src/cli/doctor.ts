/** whosecam doctor: what to paste into a bug report. No path, no name, nothing of the photos. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, machine, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { loadBundle } from '../bundle/load.js';
import type { Bundle } from '../bundle/schema.js';
import { type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, toWhosecamError } from '../errors.js';
import { portState } from '../http/serve.js';
import { adviceOn, type Findings } from './doctor-advice.js';
import { option } from './engine.js';
import type { Action } from './io.js';
import { ownVersion } from './version.js';

/** The command's options and help. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show platform, versions, model, memory and writable folders, for a bug report')
    .addOption(new Option('--json', 'as JSON'))
    .addOption(option('model', '--model <folder>', 'folder of the model bundle (default: the one that comes with it)'))
    .addOption(option('host', '--host <address>', 'address that serve would listen on (default: 127.0.0.1)'))
    .addOption(option('port', '--port <n>', 'port that serve would listen on (default: 8080)'))
    .addOption(option('keep', '--keep <folder>', 'folder that serve would keep photos in'))
    .addHelpText('after', '\nExamples:\n  whosecam doctor\n  whosecam doctor --json');
}

/** Codes: 0 all is well, 1 a folder can't be written to, 3 the model is missing or altered. */
export const doctor: Action<[flags: ConfigFlags & { readonly json?: boolean }]> = async (io, flags) => {
  const findings = await examine(flags);
  const advice = adviceOn(findings);
  const json = { ...findings, advice };
  io.stdout.write(flags.json === true ? `${JSON.stringify(json, null, 2)}\n` : findingsText(findings, advice));
  if ('problem' in findings.model) return exitCodes.model;
  const { temporaryFolder, currentFolder, keepFolder } = findings.writable;
  return temporaryFolder && currentFolder && keepFolder !== false ? exitCodes.ok : exitCodes.someFailed;
};

async function examine(flags: ConfigFlags): Promise<Findings> {
  const config = readConfig(flags);
  const { imageVersions } = await import('../image/versions.js');
  const versions = await imageVersions();
  const heic = versions.libheif !== null;
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  return {
    whosecam: ownVersion(),
    platform: `${process.platform} ${process.arch}`,
    machine: machine(),
    node: process.version,
    glibc: glibcVersion(),
    cores: availableParallelism(),
    workers: config.workers,
    threads: config.threads,
    memoryMb: { total: megabytes(totalmem()), free: megabytes(freemem()) },
    ...versions,
    onnxruntime: onnxruntimeVersion(),
    model: await loadBundle(config.model).then(
      ({ bundle }) => ({ id: bundle.id, version: bundle.version, bytes: bytesOf(bundle) }),
      (thrown: unknown) => ({ problem: toWhosecamError(thrown).message }),
    ),
    formats: ['jpeg', ...(heic ? ['heic'] : []), 'png', 'webp', 'avif', 'tiff'],
    heic,
    writable: {
      temporaryFolder: await isWritable(tmpdir()),
      currentFolder: await isWritable('.'),
      ...(config.keep === undefined ? {} : { keepFolder: await isWritable(config.keep) }),
    },
    port: { number: config.port, state: await portState(config) },
  };
}

const bytesOf = ({ files }: Bundle): number => Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);

/** As Node found it when it started; a report is how Node tells. */
function glibcVersion(): string | null {
  const report = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });
  return report.parse(process.report.getReport()).header.glibcVersionRuntime ?? null;
}

/** Read from its package.json: importing it would load the runtime. */
function onnxruntimeVersion(): string {
  const read: unknown = createRequire(import.meta.url)('onnxruntime-node/package.json');
  return z.object({ version: z.string() }).parse(read).version;
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    const made = await mkdtemp(path.join(folder, '.whosecam-'));
    await writeFile(path.join(made, 'probe'), 'probe');
    await rm(made, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function findingsText(findings: Findings, advice: readonly string[]): string {
  const { model, writable, memoryMb, port } = findings;
  const glibc = findings.glibc === null ? '' : `, glibc ${findings.glibc}`;
  const keep = writable.keepFolder === undefined ? '' : `, --keep: ${writable.keepFolder ? 'yes' : 'NO'}`;
  const yes = (is: boolean) => (is ? 'yes' : 'NO');
  const lines: [string, string][] = [
    ['whosecam', findings.whosecam],
    ['platform', `${findings.platform} (${findings.machine}), node ${findings.node}${glibc}`],
    ['cores', `${findings.cores}: ${findings.workers} workers of ${findings.threads} threads`],
    ['memory', `${memoryMb.free} of ${memoryMb.total} MB free`],
    ['sharp', `${findings.sharp}, libvips ${findings.libvips}`],
    ['onnxruntime', findings.onnxruntime],
    [
      'model',
      'problem' in model
        ? `NOT WELL: ${model.problem}`
        : `${model.id} ${model.version}, ${model.bytes} bytes, as released`,
    ],
    ['formats', findings.formats.join(', ')],
    ['HEIC', findings.libheif === null ? 'NO: libheif does not run here' : `libheif ${findings.libheif}`],
    [
      'writable',
      `temporary folder: ${yes(writable.temporaryFolder)}, this folder: ${yes(writable.currentFolder)}${keep}`,
    ],
    ['port', `${port.number}: ${port.state}`],
  ];
  const told = advice.length > 0 ? ['', 'What to do:', ...advice.map((words) => `- ${words}`), ''] : [];
  return lines.map(([name, words]) => `${name.padEnd(12)} ${words}\n`).join('') + told.join('\n');
}
