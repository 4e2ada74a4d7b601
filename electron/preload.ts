/** The page's bridge: a port to the host, and the few things that only a desktop has. Bundled as one CommonJS file. */
import { contextBridge, ipcRenderer } from 'electron';
import type { DrydockShell } from '../shared/contract/shell.ts';
import { SHELL_PORT } from '../shared/contract/shell.ts';

/** The page's window, which this project's types do not have: only the preload script sees one. */
declare const window: { postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void };

const shell: DrydockShell = {
  platform: process.platform,
  connect: () => ipcRenderer.send('drydock:connect'),
  chooseFolder: () => ipcRenderer.invoke('drydock:choose-folder'),
  openExternal: (url) => ipcRenderer.send('drydock:open-external', url),
};

// A port cannot cross the bridge as a value; it is posted into the page's own window.
ipcRenderer.on('drydock:port', (event) => window.postMessage(SHELL_PORT, '*', [...event.ports]));
contextBridge.exposeInMainWorld('drydockShell', shell);
