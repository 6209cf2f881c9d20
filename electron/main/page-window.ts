/** A window with our page in it, locked down. */

import { join } from 'node:path';
import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import type { WindowKind } from '../../contract/desktop.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

const BEGINNING: Readonly<Record<WindowKind, string>> = { full: '', compact: '#/compact', captions: '#/captions' };

/** Hidden until its page can be seen. */
export function openPageWindow(kind: WindowKind, options: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Sotto',
    autoHideMenuBar: true,
    backgroundColor: '#101418',
    ...options,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  // A page that crashed begins again; the conversation is not in it.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  void window.loadURL(`${PAGE_ORIGIN}/index.html${BEGINNING[kind]}`);
  return window;
}
