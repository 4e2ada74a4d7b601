import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/**
 * The page. Its policy is `default-src 'self'`: no inline script and no `data:` address, so every font and image stays
 * a file. `--mode gallery` builds the gallery of components instead, which is no part of the product.
 */
export default defineConfig(({ mode }) => ({
  root,
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome140',
    outDir: join(root, '../dist', mode === 'gallery' ? 'gallery' : 'renderer'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // It comes from this computer; what the first picture does not need is loaded after it.
    chunkSizeWarningLimit: 700,
    sourcemap: true,
    rolldownOptions: { input: join(root, mode === 'gallery' ? 'gallery.html' : 'index.html') },
  },
}));
