/** whosecam doctor: what to paste into a bug report. No path, no name, nothing of the photos. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { loadBundle } from '../bundle/load.js';
import { type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, toWhosecamError } from '../errors.js';
import { option } from './engine.js';
import type { Action } from './io.js';
import { ownVersion } from './version.js';

/** What was looked at and found. */
export interface Findings {
  readonly whosecam: string;
  readonly platform: string;
  readonly node: string;
  readonly cores: number;
  readonly workers: number;
  readonly threads: number;
  readonly memoryMb: { readonly total: number; readonly free: number };
  readonly sharp: string;
  readonly libvips: string;
  readonly libheif: string | null;
  readonly onnxruntime: string;
  readonly model: { readonly id: string; readonly version: string } | { readonly problem: string };
  readonly formats: readonly string[];
  readonly heic: boolean;
  readonly writable: { readonly temporaryFolder: boolean; readonly currentFolder: boolean };
}

/** The command's options and help. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show platform, versions, model, memory and writable folders, for a bug report')
    .addOption(new Option('--json', 'as JSON'))
    .addOption(option('model', '--model <folder>', 'folder of the model bundle (default: the one that comes with it)'))
    .addHelpText('after', '\nExamples:\n  whosecam doctor\n  whosecam doctor --json');
}

/** Codes: 0 all is well, 1 a folder can't be written to, 3 the model is missing or altered. */
export const doctor: Action<[flags: ConfigFlags & { readonly json?: boolean }]> = async (io, flags) => {
  const findings = await examine(flags);
  io.stdout.write(flags.json === true ? `${JSON.stringify(findings, null, 2)}\n` : findingsText(findings));
  if ('problem' in findings.model) return exitCodes.model;
  const { temporaryFolder, currentFolder } = findings.writable;
  return temporaryFolder && currentFolder ? exitCodes.ok : exitCodes.someFailed;
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
    node: process.version,
    cores: availableParallelism(),
    workers: config.workers,
    threads: config.threads,
    memoryMb: { total: megabytes(totalmem()), free: megabytes(freemem()) },
    ...versions,
    onnxruntime: onnxruntimeVersion(),
    model: await loadBundle(config.model).then(
      ({ bundle }) => ({ id: bundle.id, version: bundle.version }),
      (thrown: unknown) => ({ problem: toWhosecamError(thrown).message }),
    ),
    formats: ['jpeg', ...(heic ? ['heic'] : []), 'png', 'webp', 'avif', 'tiff'],
    heic,
    writable: { temporaryFolder: await isWritable(tmpdir()), currentFolder: await isWritable('.') },
  };
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

function findingsText(findings: Findings): string {
  const { model, writable, memoryMb } = findings;
  const yes = (is: boolean) => (is ? 'yes' : 'NO');
  const lines: [string, string][] = [
    ['whosecam', findings.whosecam],
    ['platform', `${findings.platform}, node ${findings.node}`],
    ['cores', `${findings.cores}: ${findings.workers} workers of ${findings.threads} threads`],
    ['memory', `${memoryMb.free} of ${memoryMb.total} MB free`],
    ['sharp', `${findings.sharp}, libvips ${findings.libvips}`],
    ['onnxruntime', findings.onnxruntime],
    ['model', 'problem' in model ? `NOT WELL: ${model.problem}` : `${model.id} ${model.version}, as released`],
    ['formats', findings.formats.join(', ')],
    ['HEIC', findings.libheif === null ? 'NO: libheif does not run here' : `libheif ${findings.libheif}`],
    ['writable', `temporary folder: ${yes(writable.temporaryFolder)}, this folder: ${yes(writable.currentFolder)}`],
  ];
  return lines.map(([name, words]) => `${name.padEnd(12)} ${words}\n`).join('');
}
