import { defineConfig } from 'vitest/config';

/** The fast tests of what `npm run mutation` mutates: none opens a session, listens, or starts a process or a browser, but for merge's. */
export default defineConfig({
  test: {
    include: [
      'test/image/{geometry,homography}.test.ts',
      'test/metrics/*.test.ts',
      'test/page/verdicts.test.ts',
      'test/recognise/{combine,decide,decide-numbers,legibility,quality}.test.ts',
      'test/recognise/wordmark/{lexicon,spelling}.test.ts',
      'test/cli/merge.test.ts',
      'test/survey/{journal,merge,output,run-file,shard,sites}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
