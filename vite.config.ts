import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** The terminal, as one file: its dependencies are bundled, so that it starts fast and ships small. */
export default defineConfig({
  build: {
    target: 'node22',
    outDir: 'dist',
    emptyOutDir: true,
    ssr: 'electron/cli/index.ts',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      external: [...builtinModules, /^node:/],
      output: { format: 'esm', entryFileNames: 'cli.mjs' },
    },
  },
  ssr: { noExternal: true },
});
