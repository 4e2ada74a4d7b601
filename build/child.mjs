// Starts the launcher's children and ends them with it: on Ctrl-C, SIGTERM or SIGHUP, when npm is gone, and (by
// guard.cjs) when the launcher itself was killed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ cwd: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, signal?: AbortSignal }} RunOptions */

const GUARD = join(dirname(fileURLToPath(import.meta.url)), 'guard.cjs');
/** Longer than guard.cjs gives a child to end by itself. */
const GRACE_MS = 25_000;
const HEARTBEAT_MS = 10_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
/** @type {NodeJS.Signals | undefined} */
let asked;

/** Thrown instead of going on to the next step once the launcher was asked to stop. */
export class Stopped extends Error {}

/** The exit code that shells expect after a signal. @param {NodeJS.Signals} signal */
function codeOf(signal) {
  return 128 + (constants.signals[signal] ?? 15);
}

/** The launcher's exit code if it was asked to stop, else undefined. */
export function stoppedCode() {
  return asked === undefined ? undefined : codeOf(asked);
}

/** Makes the launcher's end the end of its children, from now on. */
export function watchForTheEnd() {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of signals) process.on(name, () => stop(name));
  // A killed npm tells nobody. Whoever calls the launcher without npm may leave it running on purpose (nohup).
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const { name, ppid: npm } = look(parent);
  // npm runs a script in a shell, which does not end with npm, unless that shell gave its place to the script.
  const shell = npm > 1 && /^(.*\/)?-?(a|ba|da|k|z)?sh$/.test(name);
  setInterval(() => {
    const gone = process.ppid !== parent || (shell && (PROC ? look(parent).ppid !== npm : !exists(npm)));
    if (gone) stop('SIGHUP');
  }, 1_000).unref();
}

const PROC = existsSync('/proc/self/status');

/** What a process is, and its parent; `ppid` is 0 where that cannot be told (Windows). @param {number} pid */
function look(pid) {
  if (PROC) {
    const status = readIfThere(`/proc/${pid}/status`);
    return { name: /^Name:\s*(.*)/m.exec(status)?.[1] ?? '', ppid: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0) };
  }
  if (process.platform === 'win32') return { name: '', ppid: 0 };
  const [, ppid = '0', name = ''] = /^\s*(\d+)\s+(.*)/.exec(spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout) ?? [];
  return { name, ppid: Number(ppid) };
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process is gone.
  }
}

/** @param {number} pid */
function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  asked ??= signal;
  if (children.size === 0) process.exit(codeOf(asked));
  for (const child of children) {
    // The guard asks the child to stop. A child that became another program (TypeScript's) has no channel any more.
    if (child.connected) child.disconnect();
    else if (child.exitCode === null) child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  }
}

/**
 * Runs a script under the given Node to its end, and returns its exit code.
 * @param {string} node @param {string} script @param {readonly string[]} args @param {RunOptions} options
 * @returns {Promise<number>}
 */
export function runScript(node, script, args, { cwd, env = process.env, stdio = 'inherit', signal }) {
  const [stdin, stdout, stderr] = typeof stdio === 'string' ? [stdio, stdio, stdio] : stdio;
  const child = spawn(node, [`--require=${GUARD}`, script, ...args], { cwd, env, stdio: [stdin, stdout, stderr, 'ipc'] });
  signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  return endWith(child);
}

/**
 * Runs a program that is no script of Node's to its end, and returns its exit code.
 * @param {string} file @param {readonly string[]} args @param {RunOptions & { shell?: boolean }} options
 */
export function runProgram(file, args, { cwd, env = process.env, stdio = 'inherit', shell = false }) {
  return endWith(spawn(file, args, { cwd, env, stdio, shell }));
}

/**
 * Waits for a child's end, which comes with the launcher's at the latest. Returns its exit code.
 * @param {import('node:child_process').ChildProcess} child @returns {Promise<number>}
 */
export function endWith(child) {
  children.add(child);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      children.delete(child);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      children.delete(child);
      resolve(code ?? codeOf(signal ?? 'SIGTERM'));
    });
  });
}

/**
 * Waits for a step that others follow, saying from time to time that it still goes on. Throws `Stopped` if the launcher
 * was asked to stop meanwhile.
 * @template T @param {string} what @param {(line: string) => void} log @param {Promise<T>} step @returns {Promise<T>}
 */
export async function awaitStep(what, log, step) {
  const start = Date.now();
  const beat = setInterval(() => log(`${what} ... ${Math.round((Date.now() - start) / 1_000)} s`), HEARTBEAT_MS);
  const result = await step.finally(() => clearInterval(beat));
  if (asked !== undefined) throw new Stopped();
  return result;
}
