import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Small machines (a Pi, a shared CI runner) run the same suite.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // .ci/run counts from the second one.
    reporters: ['default', ['json', { outputFile: 'coverage/tests.json' }]],
  },
});
