import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['shared/**/*.test.ts', 'renderer/**/*.test.ts', 'electron/**/*.test.ts', 'test/**/*.test.ts', 'build/**/*.test.ts'],
    globalSetup: ['test/cluster/globalSetup.ts'],
    // Most of a run is waiting for git, servers and a browser. Two files at once also keep to two browsers.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
