/** What a page finds as `window.desktop` where it is in a window of ours; in a browser there is none. */

import type { Packet } from './rpc.ts';

export interface DesktopWire {
  post(packet: Packet): void;
  close(): void;
}

export interface Desktop {
  /** Where a `File` lies that was dropped or chosen; empty for what is on no disk. */
  pathOf(file: object): string;
  /** Resolves with a wire to the assistant, as soon as its process runs. `onClose` is told when that process ends. */
  connect(onPacket: (packet: Packet) => void, onClose: () => void): Promise<DesktopWire>;
}
