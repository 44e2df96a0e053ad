/** The part of libheif's C interface (libheif/heif.h) that the worker calls. Addresses are byte offsets into HEAPU8. */
declare module 'libheif-js/wasm-bundle.js' {
  const libheif: {
    /** The module's memory; a new view each time it has grown. */
    readonly HEAPU8: Uint8Array;
    /** Address of new memory; 0 when there is none. */
    _malloc(bytes: number): number;
    /** Address of a text that ends with a zero. */
    _heif_get_version(): number;
    _heif_context_alloc(): number;
    _heif_context_read_from_memory_without_copy(
      error: number,
      context: number,
      bytes: number,
      length: number,
      options: number,
    ): void;
    _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
    _heif_image_handle_get_raw_color_profile_size(handle: number): number;
    _heif_image_handle_get_raw_color_profile(error: number, handle: number, profile: number): void;
    _heif_decoding_options_alloc(): number;
    _heif_decode_image(
      error: number,
      handle: number,
      image: number,
      colourspace: number,
      chroma: number,
      options: number,
    ): void;
    _heif_image_get_width(image: number, channel: number): number;
    _heif_image_get_height(image: number, channel: number): number;
    _heif_image_get_plane_readonly2(image: number, channel: number, stride: number): number;
  };
  export default libheif;
}

/** Node's types leave WebAssembly to the browser's library, which isn't ours. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}
