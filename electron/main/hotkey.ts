/** The one global hotkey: heard wherever the user is, as long as no other program has it. */

import { globalShortcut } from 'electron';
import type { HotkeyState } from '../../contract/desktop.ts';
import { HotkeyGesture } from './hotkey-gesture.ts';

export class Hotkey {
  readonly #gesture: HotkeyGesture;
  #accelerator = '';
  state: HotkeyState = 'off';

  constructor(actions: { press(): void; release(): void }) {
    this.#gesture = new HotkeyGesture({
      ...actions,
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    });
  }

  /** @param accelerator as Electron writes it; nothing where it is empty. */
  listenTo(accelerator: string): void {
    if (accelerator === this.#accelerator) return;
    this.#accelerator = accelerator;
    globalShortcut.unregisterAll();
    this.state = 'off';
    if (accelerator === '') return;
    try {
      this.state = globalShortcut.register(accelerator, () => this.#gesture.key()) ? 'works' : 'taken';
    } catch {
      // What is no key in Electron's words.
      this.state = 'taken';
    }
  }
}
