/**
 * Electron's main process: one window over the host, which works in a process of its own. Small on purpose; what can be
 * elsewhere is in `shell/`, and everything that Drydock does is in the host.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { homeFolder } from './home.ts';
import { loginEnvironment } from './loginEnvironment.ts';
import { startHostProcess } from './shell/hostProcess.ts';
import { installMenu } from './shell/menu.ts';
import { offerScheme, servePage } from './shell/protocol.ts';
import { denyEverythingElse } from './shell/security.ts';
import { openWindow, showWindow } from './shell/window.ts';

const dist = dirname(fileURLToPath(import.meta.url));
const given = app.commandLine.getSwitchValue('home');
const home = homeFolder(given === '' ? undefined : given, process.env, process.platform);

// Electron's own files lie in the home too, so that the single instance is one of this home.
app.setPath('userData', join(home, 'electron'));
offerScheme();
denyEverythingElse();

if (!app.requestSingleInstanceLock()) {
  process.stdout.write('Drydock is already open; its window was brought to the front.\n');
  app.quit();
} else {
  app.on('second-instance', showWindow);
  void app.whenReady().then(start);
}

/** A terminal's environment as it is; started from an icon, that of the login shell. */
async function hostEnvironment(): Promise<NodeJS.ProcessEnv> {
  if (process.platform === 'win32' || process.env['DRYDOCK_LAUNCHED'] === '1' || process.stdout.isTTY) return process.env;
  const { env, problem } = await loginEnvironment(process.env);
  if (problem !== undefined) process.stderr.write(`${problem}\n`);
  return { ...env };
}

async function start(): Promise<void> {
  await servePage(join(dist, 'renderer'));
  const host = startHostProcess(join(dist, 'host.mjs'), home, await hostEnvironment());
  installMenu(home);
  const open = () => openWindow({ home, preload: join(dist, 'preload.cjs'), host });
  open();
  app.on('activate', open);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    // What a sync has begun is finished and recorded first.
    event.preventDefault();
    void host.stop().then(() => {
      stopped = true;
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.quit());
  // The launcher holds the other end of stdin; however it ends, this does too.
  if (process.env['DRYDOCK_LAUNCHED'] === '1') process.stdin.once('close', () => app.quit()).resume();
}
