/** The real window, where Electron's binary is there: the same page over a message port, and nothing of Node in it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { _electron, expect } from '@playwright/test';
import { afterAll, beforeAll, describe, expect as expectValue, it } from 'vitest';
import type { GitSandbox } from '../helpers/git.ts';
import { createGitSandbox } from '../helpers/git.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BINARY = process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : process.platform === 'win32' ? 'electron.exe' : 'electron';
const binary = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules', 'electron', 'dist'), BINARY);
const display = process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== '';

function describeElectron(name: string, suite: () => void): void {
  const missing = !existsSync(binary) ? "Electron's binary is not there" : display ? undefined : 'there is no display';
  if (missing === undefined) describe(name, suite);
  else describe.skip(`${name} (cannot run here: ${missing})`, suite);
}

describeElectron('the window', () => {
  let git: GitSandbox;
  let electron: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    git = await createGitSandbox();
    const env = Object.fromEntries(Object.entries({ ...git.environment, KUBECONFIG: git.path('none') }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    electron = await _electron.launch({ executablePath: binary, args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(root, 'dist', 'main.mjs'), '--home', git.path('home')], env });
    page = await electron.firstWindow();
  });
  afterAll(async () => {
    await electron.close();
    await git.remove();
  });

  it('shows the first page of an empty home, from its own scheme', async () => {
    await expect(page.getByRole('button', { name: 'Try the example' })).toBeVisible();
    expectValue(page.url()).toMatch(/^drydock-app:\/\/page\//);
  });

  it('has nothing of Node or Electron in the page but the bridge', async () => {
    expectValue(await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')])).toEqual(['undefined', 'undefined']);
    expectValue(await page.evaluate(() => Object.keys(Reflect.get(globalThis, 'drydockShell')).toSorted())).toEqual(['chooseFolder', 'connect', 'openExternal', 'platform']);
  });

  it('goes nowhere else and opens no window', async () => {
    await page.evaluate(() => {
      location.href = 'https://example.test/';
    });
    await page.evaluate(() => void window.open('https://example.test/'));
    await expect(page.getByRole('button', { name: 'Try the example' })).toBeVisible();
    expectValue(electron.windows()).toHaveLength(1);
  });
});
