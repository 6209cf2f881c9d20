/** The windows that stay above all others while the user works elsewhere. */

import { join } from 'node:path';
import { app, type BrowserWindow, screen } from 'electron';
import type { WindowKind } from '../../contract/desktop.ts';
import { openPageWindow } from './page-window.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

type SmallKind = Exclude<WindowKind, 'full'>;

const SIZES = {
  compact: { width: 360, height: 320, minWidth: 260, minHeight: 220 },
  captions: { width: 760, height: 130, minWidth: 320, minHeight: 90 },
} as const;
const MARGIN = 24;

export function openSmallWindow(kind: SmallKind): BrowserWindow {
  const { minWidth, minHeight, ...size } = SIZES[kind];
  const stateFile = join(app.getPath('userData'), `window-${kind}.json`);
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { isMaximized: _never, ...bounds } = readWindowState(stateFile, displays, {
    ...size,
    ...beginningPlace(kind, size),
    smallest: { width: minWidth, height: minHeight },
  });
  const window = openPageWindow(kind, {
    ...bounds,
    ...{ minWidth, minHeight },
    alwaysOnTop: true,
    skipTaskbar: true,
    fullscreenable: false,
    maximizable: false,
    // What is read along has no need of a title.
    frame: kind !== 'captions',
  });
  // Also above what fills the screen.
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
  window.once('ready-to-show', () => window.showInactive());
  window.on('close', () => writeWindowState(stateFile, { ...window.getNormalBounds(), isMaximized: false }));
  return window;
}

/** Captions at the bottom in the middle; the compact window in the corner. */
function beginningPlace(kind: SmallKind, size: { width: number; height: number }): { x: number; y: number } {
  const { x, y, width, height } = screen.getPrimaryDisplay().workArea;
  const bottom = y + height - size.height - MARGIN;
  const left = kind === 'captions' ? (width - size.width) / 2 : width - size.width - MARGIN;
  return { x: Math.round(x + left), y: Math.round(bottom) };
}
