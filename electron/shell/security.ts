import { app, session, shell } from 'electron';
import { PAGE_URL } from './protocol.ts';

/**
 * Denies what a page can ask of Electron and this page never needs (electronjs.org/docs/latest/tutorial/security):
 * navigation, new windows, webviews, permissions, downloads from elsewhere.
 */
export function denyEverythingElse(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(PAGE_URL)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url);
      return { action: 'deny' };
    });
  });
  void app.whenReady().then(() => {
    // Copying is the one thing that a page asks permission for here.
    session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'clipboard-sanitized-write'));
    session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  });
}

/** Opens http(s) addresses in the user's browser, and nothing else: other schemes start programs. */
export function openExternal(url: string): void {
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) return;
  void shell.openExternal(url);
}
