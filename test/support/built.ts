/** Modules of the built program (npm test builds first): threads can only be started from there. */
import type { decode } from '../../src/image/decode.js';

/** The built module that turns bytes into rasters. Its errors have a class of their own: look at their code. */
export const { decode: builtDecode } = (await import(new URL('../../dist/image/decode.js', import.meta.url).href)) as {
  decode: typeof decode;
};
