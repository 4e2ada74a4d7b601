import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['shared/**/*.test.ts', 'renderer/**/*.test.ts', 'electron/**/*.test.ts', 'test/**/*.test.ts', 'build/**/*.test.ts'],
    globalSetup: ['test/cluster/globalSetup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
