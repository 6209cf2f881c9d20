/** Packets through the bridge of the desktop shell. */

import type { Desktop } from '../../contract/desktop.ts';
import type { Packet, Wire } from '../../contract/rpc.ts';

declare global {
  interface Window {
    /** Absent in a browser. */
    readonly desktop?: Desktop;
  }
}

/** What came before somebody listened is kept for them. */
export async function openDesktopWire(desktop: Desktop): Promise<Wire> {
  const early: Packet[] = [];
  const closings: (() => void)[] = [];
  let listener: ((packet: Packet) => void) | undefined;
  let isClosed = false;
  const port = await desktop.connect(
    (packet) => {
      if (listener === undefined) early.push(packet);
      else listener(packet);
    },
    () => {
      isClosed = true;
      for (const closed of closings) closed();
    },
  );
  return {
    post: (packet) => port.post(packet),
    onPacket: (added) => {
      listener = added;
      for (const packet of early.splice(0)) added(packet);
    },
    onClose: (added) => {
      if (isClosed) added();
      else closings.push(added);
    },
  };
}
