import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['shared/**/*.test.ts', 'renderer/**/*.test.ts', 'electron/**/*.test.ts', 'test/**/*.test.ts', 'build/**/*.test.ts'],
    globalSetup: ['test/cluster/globalSetup.ts'],
    // Most of a run is waiting for git, servers and browsers.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
