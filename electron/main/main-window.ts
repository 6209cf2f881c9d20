/** The one full window. Closing hides it while the tray is there; the assistant goes on. */

import { join } from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { PAGE_ORIGIN } from './page-protocol.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export function openMainWindow(staysInTray: () => boolean): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const { isMaximized, ...bounds } = state;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 420,
    minHeight: 480,
    title: 'Sotto',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#101418',
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  const keep = (): void =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  window.on('close', (event) => {
    keep();
    if (!staysInTray()) return;
    event.preventDefault();
    window.hide();
  });
  // A page that crashed begins again; the conversation is not in it.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  void window.loadURL(`${PAGE_ORIGIN}/index.html`);
  return window;
}
