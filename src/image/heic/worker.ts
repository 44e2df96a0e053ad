/**
 * The thread of one HEIC: decodes it by libheif (WebAssembly) and ends. What libheif leaks or breaks ends with it.
 * libheif crops, turns and mirrors as the file says (clap, irot, imir); EXIF's orientation is no business of HEIF's.
 */
import { parentPort, workerData } from 'node:worker_threads';
import libheif from 'libheif-js/wasm-bundle.js';
import type { HeicFailure, HeicOutcome, HeicTask } from './task.js';
import { tiffHead } from './tiff.js';

/** Numbers of libheif's C interface (heif_error.h, heif_image.h). */
const unsupported = [3, 4, 11]; // file type, feature, codec without a plugin
const outOfMemory = 6; // also: larger than the header says
const colourspaceRgb = 1;
const chromaInterleavedRgb = 10;
const channelInterleaved = 10;

/** Places in `heif_decoding_options` where pointers have 4 bytes. */
const [convertHdrTo8Bit, strictDecoding] = [20, 21];

/** A failure that libheif tells. */
class HeifError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const pageBytes = 65_536;

/** Holds this thread's WebAssembly memory to a limit: the module itself would let it grow to 2 GiB. */
function capMemory(maxMemory: number): { isHit: () => boolean } {
  // Called with the memory that grows.
  const grow = Reflect.get<WebAssembly.Memory, 'grow'>(WebAssembly.Memory.prototype, 'grow');
  let hit = false;
  WebAssembly.Memory.prototype.grow = function (pages) {
    // The module asks for some more than it needs first, then for less: the last answer counts.
    hit = this.buffer.byteLength + pages * pageBytes > maxMemory;
    if (hit) throw new RangeError('the memory is used up');
    return grow.call(this, pages);
  };
  return { isHit: () => hit };
}

const word = (address: number): number => new DataView(libheif.HEAPU8.buffer).getUint32(address, true);

function allocate(bytes: number): number {
  const address = libheif._malloc(bytes);
  if (address === 0) throw new RangeError('the memory is used up');
  return address;
}

function textAt(address: number): string {
  const from = libheif.HEAPU8.subarray(address);
  return new TextDecoder().decode(from.slice(0, from.indexOf(0)));
}

/** Calls what writes a `heif_error` to its first address and its answer to `at`; gives the answer. */
function ask(call: (error: number) => void, at: number): number {
  const error = at + 4;
  call(error);
  if (word(error) !== 0) throw new HeifError(word(error), textAt(word(error + 8)));
  return word(at);
}

function decode(bytes: Uint8Array): HeicOutcome {
  const input = allocate(bytes.length);
  libheif.HEAPU8.set(bytes, input);
  // One answer of 4 bytes and one heif_error of 12.
  const at = allocate(16);
  const context = libheif._heif_context_alloc();
  ask((e) => libheif._heif_context_read_from_memory_without_copy(e, context, input, bytes.length, 0), at);
  const handle = ask((e) => libheif._heif_context_get_primary_image_handle(e, context, at), at);
  const options = libheif._heif_decoding_options_alloc();
  libheif.HEAPU8[options + convertHdrTo8Bit] = 1;
  libheif.HEAPU8[options + strictDecoding] = 1;
  const image = ask(
    (e) => libheif._heif_decode_image(e, handle, at, colourspaceRgb, chromaInterleavedRgb, options),
    at,
  );
  return toTiff(image, profileOf(handle, at), at);
}

/** The ICC profile of a picture, or of a grid's tiles; undefined where there is none or only numbers of standards (nclx). */
function profileOf(handle: number, at: number): Uint8Array | undefined {
  const length = libheif._heif_image_handle_get_raw_color_profile_size(handle);
  if (length === 0) return undefined;
  const profile = allocate(length);
  ask((e) => libheif._heif_image_handle_get_raw_color_profile(e, handle, profile), at);
  return libheif.HEAPU8.slice(profile, profile + length);
}

function toTiff(image: number, icc: Uint8Array | undefined, at: number): HeicOutcome {
  const width = libheif._heif_image_get_width(image, channelInterleaved);
  const height = libheif._heif_image_get_height(image, channelInterleaved);
  const plane = libheif._heif_image_get_plane_readonly2(image, channelInterleaved, at);
  const stride = word(at);
  const head = tiffHead({ width, height }, icc);
  const rowBytes = width * 3;
  const tiff = new Uint8Array(head.length + height * rowBytes);
  tiff.set(head);
  for (let y = 0; y < height; y += 1) {
    const row = plane + y * stride;
    tiff.set(libheif.HEAPU8.subarray(row, row + rowBytes), head.length + y * rowBytes);
  }
  return { kind: 'decoded', tiff, width, height };
}

function run(task: HeicTask): HeicOutcome {
  if (task.kind === 'version') return { kind: 'version', version: textAt(libheif._heif_get_version()) };
  const cap = capMemory(task.maxMemory);
  const codeOf = (thrown: unknown): HeicFailure => {
    const code = thrown instanceof HeifError ? thrown.code : 0;
    if (cap.isHit() || code === outOfMemory) return 'too-many-pixels';
    return unsupported.includes(code) ? 'unsupported-format' : 'unreadable';
  };
  try {
    return decode(task.bytes);
  } catch (thrown) {
    return { kind: 'failure', code: codeOf(thrown), reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

const outcome = run(workerData as HeicTask);
parentPort?.postMessage(outcome, outcome.kind === 'decoded' ? [outcome.tiff.buffer as ArrayBuffer] : []);
