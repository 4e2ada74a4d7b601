// Finds Electron's binary, fetching it once, and runs the window with it. Where that cannot be, it says why: the page is
// served to a browser then.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { awaitStep, endWith, runScript } from './child.mjs';

const FETCH_LIMIT_MS = 180_000;
const OPEN_LIMIT_MS = 20_000;
/** What electron/shell/window.ts prints when the page has painted, and electron/main.ts when another window is there. */
const OPENED = /^Drydock is (open|already open)/m;

/** The binary's name below a distribution (electron's own index.js has it in path.txt once it is installed). */
const BINARY = process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : process.platform === 'win32' ? 'electron.exe' : 'electron';

/**
 * Where Electron is, or why it cannot be used here.
 * @param {string} root @param {string} node @param {(line: string) => void} log
 * @param {{ display: boolean }} needs
 * @returns {Promise<{ path: string, folder: string } | { reason: string }>}
 */
export async function findElectron(root, node, log, needs = { display: true }) {
  if (needs.display && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return { reason: 'there is no display' };
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = override ?? join(root, 'node_modules', 'electron', 'dist');
  const path = join(folder, BINARY);
  if (existsSync(path)) return { path, folder };
  if (override !== undefined) return { reason: `ELECTRON_OVERRIDE_DIST_PATH has no ${BINARY}` };
  log('Fetching Electron once (about 110 MB) ...');
  /** @type {['ignore', 2, 'pipe']} */
  const stdio = ['ignore', 2, 'pipe'];
  const timer = AbortSignal.timeout(FETCH_LIMIT_MS);
  const code = await awaitStep('Fetching Electron', log, runScript(node, join(root, 'node_modules', 'electron', 'install.js'), [], { cwd: root, stdio, signal: timer }));
  if (code === 0 && existsSync(path)) return { path, folder };
  return { reason: timer.aborted ? "Electron's binary could not be fetched in three minutes" : "Electron's binary could not be fetched" };
}

/**
 * Runs the window to its end and returns its exit code, or why it did not open.
 * @param {string} path @param {string} main @param {readonly string[]} args
 * @returns {Promise<{ code: number } | { reason: string }>}
 */
export function runElectron(path, main, args) {
  // Chromium's sandbox refuses root, and Electron with it.
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(path, [...flags, main, ...args], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, DRYDOCK_LAUNCHED: '1' } });
  let opened = false;
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    if (opened) return;
    printed += text;
    opened = OPENED.test(printed);
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      if (opened) return;
      resolve({ reason: 'the window did not open within 20 seconds' });
      child.kill('SIGKILL');
    }, OPEN_LIMIT_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ reason: `Electron could not be started: ${error.message}` });
    });
    void endWith(child).then((code) => {
      clearTimeout(timer);
      resolve(opened ? { code } : { reason: `Electron ended at once (${code})` });
    });
  });
}
