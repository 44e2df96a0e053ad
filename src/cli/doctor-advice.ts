/** What is wrong with what `doctor` found, and what to do about it, in words for whoever keeps the machine. Pure. */
/** What was looked at and found. */
export interface Findings {
  readonly whosecam: string;
  readonly platform: string;
  /** The kernel's name of the processor: a 64-bit kernel may carry a 32-bit system. */
  readonly machine: string;
  readonly node: string;
  /** Version of glibc; null where there is none. */
  readonly glibc: string | null;
  readonly cores: number;
  readonly workers: number;
  readonly threads: number;
  readonly memoryMb: { readonly total: number; readonly free: number };
  readonly sharp: string;
  readonly libvips: string;
  readonly libheif: string | null;
  readonly onnxruntime: string;
  readonly model:
    { readonly id: string; readonly version: string; readonly bytes: number } | { readonly problem: string };
  readonly formats: readonly string[];
  readonly heic: boolean;
  readonly writable: {
    readonly temporaryFolder: boolean;
    readonly currentFolder: boolean;
    /** Undefined where nothing is kept. */
    readonly keepFolder?: boolean;
  };
  /** The port that `serve` would take: `free`, or the system's word for why it isn't. */
  readonly port: { readonly number: number; readonly state: string };
}

/** Oldest Node that the program is tested with; README, "Two commands". */
const oldestNode = [20, 19] as const;

/** What the binaries of Node 20 and of onnxruntime-node 1.30 are linked against. */
const oldestGlibc = [2, 28] as const;

/** MiB that one worker needs in all, and each further one: measured with photos of 12 megapixels (docs/benchmark.md). */
const memoryMb = { first: 450, further: 250 };

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [own = 0, ownMinor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return own > major || (own === major && ownMinor >= minor);
}

/** One sentence or two for each thing that is wrong; empty when all is well. */
export function adviceOn(findings: Findings): string[] {
  return [...systemAdvice(findings), ...workAdvice(findings)];
}

function systemAdvice({ platform, machine, node, glibc, libheif, model }: Findings): string[] {
  const advice: string[] = [];
  if (platform === 'linux arm' && machine === 'aarch64') {
    advice.push('The processor has 64 bits, this system only uses 32: install the 64-bit Raspberry Pi OS.');
  } else if (!/ (x64|arm64)$/.test(platform)) {
    advice.push(`There are no binaries of the ONNX runtime for ${platform}: use a 64-bit system (x64 or arm64).`);
  }
  if (!isAtLeast(node, oldestNode)) {
    advice.push(`Node ${node} is too old: install ${oldestNode.join('.')} or newer; 22 or 24 is recommended.`);
  }
  if (platform.startsWith('linux ') && glibc === null) {
    advice.push('This Linux has no glibc (Alpine, for one): the ONNX runtime has no binaries for it.');
  } else if (glibc !== null && !isAtLeast(glibc, oldestGlibc)) {
    advice.push(`glibc ${glibc} is too old: ${oldestGlibc.join('.')} or newer is needed, so a newer system is.`);
  }
  if (libheif === null) advice.push("Photos of iPhones (HEIC) can't be read: libheif does not run. Run npm ci again.");
  if ('problem' in model) advice.push(`${model.problem}. Get the model's folder again from where the program came.`);
  return advice;
}

function workAdvice({ workers, threads, cores, memoryMb: memory, writable, port }: Findings): string[] {
  const advice: string[] = [];
  const needed = memoryMb.first + (workers - 1) * memoryMb.further;
  if (memory.free < needed) {
    const less = workers > 1 ? ', or use fewer workers (--workers 1)' : '';
    advice.push(`${memory.free} MB of memory are free, about ${needed} are needed: end other programs${less}.`);
  }
  if (workers * threads > cores) {
    advice.push(
      `${workers} workers of ${threads} threads want more than ${cores} cores: lower --workers or --threads.`,
    );
  }
  if (!writable.temporaryFolder) advice.push("The temporary folder can't be written to.");
  if (!writable.currentFolder) advice.push("This folder can't be written to: records go to another one (--output).");
  if (writable.keepFolder === false) advice.push("The folder of --keep can't be written to: serve won't start.");
  if (port.state !== 'free') {
    const whose = port.state === 'EADDRINUSE' ? 'is taken; by whosecam, if it is running' : `gives ${port.state}`;
    advice.push(`Port ${port.number} ${whose}: serve needs another one (--port).`);
  }
  return advice;
}
