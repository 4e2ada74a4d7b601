import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { BrowserWindow, dialog, ipcMain, nativeTheme, screen } from 'electron';
import { z } from 'zod';
import type { HostProcess } from './hostProcess.ts';
import { PAGE_URL } from './protocol.ts';
import { openExternal } from './security.ts';

export interface WindowOptions {
  readonly home: string;
  readonly preload: string;
  readonly host: HostProcess;
}

const placeSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), maximized: z.boolean() });
type Place = z.output<typeof placeSchema>;

let window: BrowserWindow | undefined;

/** Brings the window to the front, if there is one. */
export function showWindow(): void {
  if (window === undefined) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Opens the one window where it was the last time, or brings it to the front. */
export function openWindow({ home, preload, host }: WindowOptions): void {
  if (window !== undefined) return showWindow();
  const file = join(home, 'electron', 'window.json');
  const place = readPlace(file);
  const opened = new BrowserWindow({
    ...(place === undefined ? { width: 1280, height: 800 } : place),
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Drydock',
    // What is seen until the page paints; the page's own surfaces (renderer/styles/tokens.css).
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14181c' : '#ffffff',
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
  });
  window = opened;
  if (place?.maximized === true) opened.maximize();
  opened.once('ready-to-show', () => {
    opened.show();
    // The launcher waits for this line.
    process.stdout.write('Drydock is open.\n');
  });
  opened.on('close', () => savePlace(file, { ...opened.getNormalBounds(), maximized: opened.isMaximized() }));
  const stop = listen(opened, host);
  opened.on('closed', () => {
    stop();
    window = undefined;
  });
  void opened.loadURL(PAGE_URL);
}

/** Answers the preload script, and only for the page's own main frame. */
function listen(opened: BrowserWindow, host: HostProcess): () => void {
  const page = opened.webContents;
  const isPage = (event: IpcMainEvent | IpcMainInvokeEvent) => event.sender === page && event.senderFrame === page.mainFrame && page.mainFrame.url.startsWith(PAGE_URL);
  const connect = (event: IpcMainEvent) => {
    if (isPage(event)) host.connect(page);
  };
  const external = (event: IpcMainEvent, url: unknown) => {
    if (isPage(event) && typeof url === 'string') openExternal(url);
  };
  ipcMain.on('drydock:connect', connect);
  ipcMain.on('drydock:open-external', external);
  ipcMain.handle('drydock:choose-folder', async (event) => {
    if (!isPage(event)) return undefined;
    const { filePaths } = await dialog.showOpenDialog(opened, { title: 'Choose a Git repository', properties: ['openDirectory'] });
    return filePaths[0];
  });
  return () => {
    ipcMain.off('drydock:connect', connect);
    ipcMain.off('drydock:open-external', external);
    ipcMain.removeHandler('drydock:choose-folder');
  };
}

/** Where the window was, if a screen is still there. */
function readPlace(file: string): Place | undefined {
  try {
    const place = placeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const { workArea } = screen.getDisplayMatching(place);
    const seen = place.x < workArea.x + workArea.width && place.x + place.width > workArea.x && place.y < workArea.y + workArea.height && place.y + place.height > workArea.y;
    return seen ? place : undefined;
  } catch {
    return undefined; // The first start, or a damaged file: the window opens at its default place.
  }
}

function savePlace(file: string, place: Place): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(place));
}
