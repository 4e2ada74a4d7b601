// Runs npm, and installs what the lock file says.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { awaitStep, runProgram, runScript } from './child.mjs';

const WINDOWS = process.platform === 'win32';

/**
 * Runs npm with everything it says on stderr, and returns its exit code.
 * @param {readonly string[]} args @param {string} cwd
 */
export async function runNpm(args, cwd) {
  /** @type {['ignore', 2, 2]} */
  const stdio = ['ignore', 2, 2];
  const script = npmScript();
  // What it was installing is not taken for installed: npm writes its record last.
  const env = { ...process.env, DRYDOCK_GUARD: 'at-once' };
  if (script !== undefined) return runScript(process.execPath, script, args, { cwd, stdio, env });
  try {
    return await runProgram(WINDOWS ? 'npm.cmd' : 'npm', args, { cwd, stdio, shell: WINDOWS });
  } catch (error) {
    throw new Error('npm was not found, and it installs what Drydock needs: it comes with Node (https://nodejs.org).', { cause: error });
  }
}

/** npm as a script: the npm that started us, else the one on the PATH. */
function npmScript() {
  const name = 'npm-cli.js';
  const started = process.env.npm_execpath;
  if (started !== undefined && started.endsWith(name)) return started;
  const beside = join('node_modules', 'npm', 'bin', name);
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), dirname(process.execPath)]) {
    const candidates = WINDOWS ? [join(folder, beside)] : [join(folder, 'npm')];
    const found = candidates.find((path) => existsSync(path) && realpathSync(path).endsWith(name));
    if (found !== undefined) return realpathSync(found);
  }
  return undefined;
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Locked */
/** @param {string} file @returns {Record<string, Locked>} */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * True if every package of the lock file is installed in its version, by npm's own record of what it installed (which it
 * writes last). Optional packages may be missing: most are for other platforms.
 * @param {string} root
 */
function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    const found = installed[path];
    if (path === '') return true;
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * Installs what the lock file says unless it is installed. Of several launchers one installs and the others wait.
 * @param {string} root @param {(line: string) => void} log
 */
export async function install(root, log) {
  if (isInstalled(root)) return;
  const lock = join(root, 'artifacts', 'install.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let waited = false; !take(lock); waited = true) {
    if (!waited) log('Another command is installing the dependencies; waiting for it.');
    await awaitStep('Waiting', log, delay(500));
  }
  try {
    if (isInstalled(root)) return;
    log('Installing dependencies (npm ci) ...');
    // The bundler is a development dependency, whatever NODE_ENV says.
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    const code = await awaitStep('Installing dependencies', log, runNpm(args, root));
    if (code !== 0) throw new Error('The dependencies could not be installed: see what npm says above.');
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes a lock file, also from a process that is gone. @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
  } catch {
    rmSync(lock, { force: true });
  }
  return false;
}
