/** What a page finds as `window.desktop` where it is in a window of ours; in a browser there is none. */

import type { Packet } from './rpc.ts';

export interface DesktopWire {
  post(packet: Packet): void;
  close(): void;
}

/** `compact`: small and always on top. `captions`: nothing but what is being said. */
export const WINDOW_KINDS = ['full', 'compact', 'captions'] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

/** `taken`: another program has it, or it is no key of this system. */
export type HotkeyState = 'off' | 'works' | 'taken';

export interface Desktop {
  /** Where a `File` lies that was dropped or chosen; empty for what is on no disk. */
  pathOf(file: object): string;
  /** Resolves with a wire to the assistant, as soon as its process runs. `onClose` is told when that process ends. */
  connect(onPacket: (packet: Packet) => void, onClose: () => void): Promise<DesktopWire>;
  /** Opens a window of that kind, or brings it to the front. */
  show(kind: WindowKind): void;
  /** Closes the window that this page is in. */
  close(): void;
  hotkeyState(): Promise<HotkeyState>;
}
