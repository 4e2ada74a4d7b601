// Every npm script's launcher. It depends on nothing and runs on any Node: it finds a Node that is new enough, installs
// what the lock file says if that changed, builds what changed, starts the rest, and leaves no process behind.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNode, runNpm } from './node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const log = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
const bin = (/** @type {string} */ name, /** @type {string} */ file) => join(root, 'node_modules', name, file);

/** Installs dependencies unless the installed ones are those of the lock file. */
function install() {
  const stamp = join(root, 'node_modules', '.drydock-lock');
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  log('Installing dependencies (npm ci) ...');
  const { status } = runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
  if (status !== 0) throw new Error('The dependencies could not be installed: see what npm says above.');
  writeFileSync(stamp, wanted);
}

/** Bundles the terminal unless nothing that goes into it changed since the last time. */
function build(/** @type {string} */ node) {
  const inputs = ['electron', 'shared', 'build', 'package-lock.json', 'vite.config.ts'];
  const wanted = createHash('sha256').update(inputs.flatMap((name) => fingerprints(join(root, name))).join('\n')).digest('hex');
  const stamp = join(root, 'dist', '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  log('Building ...');
  const { status, stdout, stderr } = spawnSync(node, [bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** @param {string} path @returns {string[]} */
function fingerprints(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return [`${path} ${info.size} ${info.mtimeMs}`];
  return readdirSync(path).flatMap((name) => fingerprints(join(path, name)));
}

/** @typedef {{ cwd?: string, env?: Record<string, string> }} RunOptions */

/**
 * Runs a script to its end and returns its exit code. The child stops when this process does.
 * @param {string} node @param {string} script @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
function run(node, script, args, { cwd = root, env = {} } = {}) {
  const guard = pathToFileURL(join(root, 'build', 'guard.mjs')).href;
  const path = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
  const child = spawn(node, ['--import', guard, script, ...args], { cwd, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: { ...process.env, PATH: path, ...env } });
  const release = () => {
    if (child.connected) child.disconnect();
  };
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid !== parent) release();
  }, 1_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, release);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(orphaned);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, release);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Types, lint, layers, unused code: everything is run, so that one look shows all problems. */
async function check(/** @type {string} */ node) {
  /** @type {[string, string, string[]][]} */
  const steps = [
    ['types', bin('typescript', 'bin/tsc'), ['-b']],
    ['lint', bin('oxlint', 'bin/oxlint'), ['--config', 'build/oxlint.json', '--deny-warnings', '.']],
    ['layers', join(root, 'build', 'layers.ts'), []],
    ['unused code', bin('knip', 'bin/knip.js'), ['--config', 'build/knip.json', '--no-progress']],
  ];
  let failed = 0;
  for (const [name, script, args] of steps) {
    const code = await run(node, script, args);
    log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (code !== 0) failed = 1;
  }
  return failed;
}

const [command = 'start', ...args] = process.argv.slice(2);
/** @type {Record<string, ((node: string) => Promise<number>) | undefined>} */
const commands = {
  start: async (node) => {
    build(node);
    return run(node, join(root, 'dist', 'cli.mjs'), [...args, 'welcome']);
  },
  cli: async (node) => {
    build(node);
    // Relative file names mean the folder in which npm was called.
    return run(node, join(root, 'dist', 'cli.mjs'), args, { cwd: process.env.INIT_CWD ?? root });
  },
  build: async (node) => {
    build(node);
    return 0;
  },
  check,
  test: async (node) => {
    const checked = args.length > 0 ? 0 : await check(node);
    build(node);
    return (await run(node, join(root, 'test', 'run.ts'), args)) || checked;
  },
  bench: async (node) => {
    build(node);
    return run(node, join(root, 'test', 'bench', 'main.ts'), args);
  },
  cluster: (node) => run(node, join(root, 'test', 'cluster', 'main.ts'), args),
};

try {
  const action = commands[command];
  if (action === undefined) throw new Error(`There is no "${command}". There are: ${Object.keys(commands).join(', ')}.`);
  const node = findNode(log);
  install();
  process.exitCode = await action(node);
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
