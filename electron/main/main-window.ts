/** The one full window. Closing hides it while the tray is there; the assistant goes on. */

import { join } from 'node:path';
import { app, type BrowserWindow, screen } from 'electron';
import { openPageWindow } from './page-window.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

const BEGINNING = { width: 1120, height: 760, smallest: { width: 420, height: 480 } };

export function openMainWindow(staysInTray: () => boolean): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { isMaximized, ...bounds } = readWindowState(stateFile, displays, BEGINNING);
  const { width: minWidth, height: minHeight } = BEGINNING.smallest;
  const window = openPageWindow('full', { ...bounds, minWidth, minHeight });
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
  return window;
}
