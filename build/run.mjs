// Every npm script's launcher. It depends on nothing and runs on any Node: it finds a Node that is new enough, installs
// what the lock file says unless it is installed, builds what changed, starts the rest, and leaves no process behind.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { awaitStep, runScript, Stopped, stoppedCode, watchForTheEnd } from './child.mjs';
import { findElectron, runElectron } from './electron.mjs';
import { findNode } from './node.mjs';
import { install } from './npm.mjs';
import { pack } from './pack.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const log = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
const bin = (/** @type {string} */ name, /** @type {string} */ file) => join(root, 'node_modules', name, file);

/**
 * What is bundled, and from which sources. The terminal needs no page.
 * @type {Record<'programs' | 'page', { inputs: string[], made: string }>}
 */
const BUNDLES = {
  programs: { inputs: ['electron', 'shared', 'package-lock.json', 'build/bundle.ts'], made: 'cli.mjs' },
  page: { inputs: ['renderer', 'shared', 'package-lock.json', 'build/bundle.ts'], made: 'renderer' },
};

/** Bundles what changed since the last time. @param {string} node @param {...keyof typeof BUNDLES} wanted */
async function build(node, ...wanted) {
  const stale = wanted.filter((name) => !isFresh(name));
  if (stale.length === 0) return;
  log(`Building ${stale.join(' and ')} ...`);
  await Promise.all(stale.map((name) => bundle(node, name)));
}

/** @param {keyof typeof BUNDLES} name */
function isFresh(name) {
  const stamp = join(dist, `.${name}`);
  return existsSync(stamp) && existsSync(join(dist, BUNDLES[name].made)) && readFileSync(stamp, 'utf8') === stampOf(name);
}

/** @param {keyof typeof BUNDLES} name */
function stampOf(name) {
  return createHash('sha256').update(BUNDLES[name].inputs.flatMap((path) => fingerprints(join(root, path))).join('\n')).digest('hex');
}

/** @param {string} node @param {keyof typeof BUNDLES} name */
async function bundle(node, name) {
  const wanted = stampOf(name);
  // Beside its place, and moved there when complete: another command may be starting from it, or building too.
  const draft = join(dist, `.draft-${name}-${process.pid}`);
  try {
    mkdirSync(draft, { recursive: true });
    /** @type {['ignore', 2, 2]} */
    const stdio = ['ignore', 2, 2];
    const code = await awaitStep(`Building ${name}`, log, runScript(node, join(root, 'build', 'bundle.ts'), [name, draft], { cwd: root, stdio }));
    if (code !== 0) throw new Error('The build failed: see above.');
    for (const file of readdirSync(draft)) {
      const place = join(dist, file);
      // A folder cannot be moved over another one.
      if (statSync(join(draft, file)).isDirectory()) rmSync(place, { recursive: true, force: true });
      renameSync(join(draft, file), place);
    }
    writeFileSync(join(dist, `.${name}`), wanted);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @param {string} path @returns {string[]} */
function fingerprints(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return [`${path} is gone`];
  if (!info.isDirectory()) return [`${path} ${info.size} ${info.mtimeMs}`];
  return readdirSync(path).flatMap((name) => fingerprints(join(path, name)));
}

/**
 * Runs a script to its end, with the Node that runs it first on its PATH.
 * @param {string} node @param {string} script @param {readonly string[]} args
 */
function run(node, script, args, cwd = root) {
  return runScript(node, script, args, { cwd, env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` } });
}

/** Types, lint, layers, unused code: everything is run, so that one look shows all problems. Returns what failed. */
async function check(/** @type {string} */ node) {
  /** @type {[string, string, string[]][]} */
  const steps = [
    ['types', bin('typescript', 'bin/tsc'), ['-b']],
    ['lint', bin('oxlint', 'bin/oxlint'), ['--deny-warnings', '.']],
    ['layers', join(root, 'build', 'layers.ts'), []],
    ['unused code', bin('knip', 'bin/knip.js'), ['--config', 'build/knip.json', '--no-progress']],
  ];
  const failed = [];
  for (const [name, script, args] of steps) {
    const code = await awaitStep(`Checking ${name}`, log, run(node, script, args));
    log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (code !== 0) failed.push(name);
  }
  return failed;
}

/** The checks, unless only some tests are asked for, then the tests, whose last line is the last of all. */
async function test(/** @type {string} */ node) {
  const failed = args.length > 0 ? [] : await check(node);
  try {
    await build(node, 'programs', 'page');
  } catch (error) {
    if (error instanceof Stopped) throw error;
    failed.push('build');
  }
  const problem = failed.length > 0 ? [`--failed=${failed.join(', ')}`] : [];
  return run(node, join(root, 'test', 'run.ts'), [...problem, ...args]);
}

const [command = 'start', ...args] = process.argv.slice(2);
/** @type {Record<string, ((node: string) => Promise<number>) | undefined>} */
const commands = {
  start: async (node) => {
    await build(node, 'programs', 'page');
    const browser = (/** @type {string} */ why) => {
      if (why !== '') log(`Drydock opens in the browser: ${why}.`);
      return run(node, join(dist, 'host.mjs'), args);
    };
    if (args.includes('--web') || args.some((argument) => /^--(port|no-open)/.test(argument))) return browser('');
    const found = await findElectron(root, node, log);
    if ('reason' in found) return browser(found.reason);
    log('Opening the window ...');
    const ended = await runElectron(found.path, join(dist, 'main.mjs'), args);
    return 'reason' in ended ? browser(ended.reason) : ended.code;
  },
  cli: async (node) => {
    await build(node, 'programs');
    // Relative file names mean the folder in which npm was called.
    return run(node, join(dist, 'cli.mjs'), args, process.env.INIT_CWD ?? process.cwd());
  },
  build: async (node) => {
    await build(node, 'programs', 'page');
    return 0;
  },
  pack: async (node) => {
    await build(node, 'programs', 'page');
    return pack(root, node, log);
  },
  check: async (node) => ((await check(node)).length > 0 ? 1 : 0),
  test,
  bench: async (node) => {
    await build(node, 'programs');
    return run(node, join(root, 'test', 'bench', 'main.ts'), args);
  },
  'bench:cache': async (node) => {
    return run(node, join(root, 'test', 'bench', 'cache', 'main.ts'), args);
  },
  'bench:ui': async (node) => {
    await build(node, 'programs', 'page');
    return run(node, join(root, 'test', 'bench', 'ui', 'main.ts'), args);
  },
  cluster: (node) => run(node, join(root, 'test', 'cluster', 'main.ts'), args),
  sandbox: (node) => run(node, join(root, 'electron', 'sandbox', 'main.ts'), args),
};

try {
  const action = commands[command];
  if (action === undefined) throw new Error(`There is no "${command}". There are: ${Object.keys(commands).join(', ')}.`);
  watchForTheEnd();
  const node = await findNode(log);
  await install(root, log);
  process.exitCode = await action(node);
} catch (error) {
  process.exitCode = stoppedCode() ?? 1;
  if (!(error instanceof Stopped)) {
    log(error instanceof Error ? error.message : String(error));
    // Whoever reads only the last line of the tests must not take this for a success.
    if (command === 'test') process.stdout.write('No test ran, which counts as one failure.\ntests: 0 passed, 1 failed, 0 skipped\n');
  }
}
