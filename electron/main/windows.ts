/** The windows there are: at most one of each kind. */

import type { BrowserWindow } from 'electron';
import type { WindowKind } from '../../contract/desktop.ts';
import { openMainWindow } from './main-window.ts';
import { openSmallWindow } from './small-windows.ts';

export class Windows {
  readonly #open = new Map<WindowKind, BrowserWindow>();
  readonly #staysInTray: () => boolean;

  /** @param staysInTray whether the full window is hidden, not closed, when the user closes it. */
  constructor(staysInTray: () => boolean) {
    this.#staysInTray = staysInTray;
  }

  show(kind: WindowKind): void {
    const there = this.#open.get(kind);
    if (there === undefined || there.isDestroyed()) {
      const opened = kind === 'full' ? openMainWindow(this.#staysInTray) : openSmallWindow(kind);
      opened.once('closed', () => this.#open.delete(kind));
      this.#open.set(kind, opened);
      return;
    }
    if (there.isMinimized()) there.restore();
    there.show();
    there.focus();
  }
}
