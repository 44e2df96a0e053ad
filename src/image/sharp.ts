/**
 * The one place where sharp is imported and set up. Its settings hold for the whole process, worker threads included.
 */
import sharp from 'sharp';

// What libvips keeps between pictures is of no use when every picture is new, and memory should go back down.
sharp.cache(false);

// Only the loaders of the formats that the decoder lets in, and only from memory: a loader that is never
// reached can't be attacked.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadTiffBuffer',
  ],
});

/**
 * Threads that libvips uses for one picture (default: 1 for each core). With several workers each should have 1.
 * Holds for the whole process.
 */
export function setDecodeThreads(threads: number): void {
  sharp.concurrency(threads);
}

export { sharp };
