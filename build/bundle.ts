/**
 * Bundles what runs: `node build/bundle.ts programs|page OUTDIR`. Programs are one file each with their dependencies
 * inside, so that they start fast and ship small; the page is what renderer/vite.config.ts makes of it.
 */
import { copyFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

interface Program {
  readonly entry: string;
  readonly file: string;
  readonly format: 'es' | 'cjs';
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const PROGRAMS: readonly Program[] = [
  { entry: 'electron/cli/index.ts', file: 'cli.mjs', format: 'es' },
  { entry: 'electron/hostMain.ts', file: 'host.mjs', format: 'es' },
  { entry: 'electron/main.ts', file: 'main.mjs', format: 'es' },
  { entry: 'electron/preload.ts', file: 'preload.cjs', format: 'cjs' },
  // WebAssembly's loaders look beside themselves by `__filename`.
  { entry: 'electron/engine/scripts/jqWorker.ts', file: 'jq-worker.cjs', format: 'cjs' },
  { entry: 'electron/engine/scripts/luaWorker.ts', file: 'lua-worker.cjs', format: 'cjs' },
];

/** What programs read at run time beside themselves. */
const FILES: readonly string[] = ['electron/sandbox/data/openapi.json.br', 'node_modules/jq-web/jq.wasm', 'node_modules/wasmoon/dist/glue.wasm'];

async function bundleProgram({ entry, file, format }: Program, outDir: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      target: 'node22',
      outDir,
      emptyOutDir: false,
      ssr: entry,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        // ws looks for these two native helpers, and does without them.
        external: [...builtinModules, /^node:/, 'electron', 'bufferutil', 'utf-8-validate'],
        output: { format, entryFileNames: file, codeSplitting: false },
      },
    },
  });
}

const [what, outDir = join(root, 'dist')] = process.argv.slice(2);
if (what === 'programs') {
  await Promise.all(PROGRAMS.map((program) => bundleProgram(program, outDir)));
  await Promise.all(FILES.map((file) => copyFile(join(root, file), join(outDir, basename(file)))));
} else {
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn', build: { outDir: join(outDir, 'renderer'), emptyOutDir: true } });
}
