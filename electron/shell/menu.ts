import type { MenuItemConstructorOptions } from 'electron';
import { app, Menu, shell } from 'electron';
import { showWindow } from './window.ts';

/** The application's menu: what a desktop's users look for there; everything else is in the page (Ctrl/Cmd-K). */
export function installMenu(home: string): void {
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? ([{ role: 'appMenu' }] satisfies MenuItemConstructorOptions[]) : []),
    {
      label: '&File',
      submenu: [
        { label: 'Show Drydock', click: showWindow },
        { label: 'Open the data folder', click: () => void shell.openPath(home) },
        { type: 'separator' },
        { role: mac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [{ role: 'reload' }, { role: 'togglefullscreen' }, { type: 'separator' }, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, ...(app.isPackaged ? [] : ([{ role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[]))],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
