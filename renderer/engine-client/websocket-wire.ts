/** Packets as JSON over a WebSocket to where the page came from. */

import type { Packet, Wire } from '../../contract/rpc.ts';

/** @throws once the socket closes before it opened. */
export function openWebSocketWire(url: string): Promise<Wire> {
  const socket = new WebSocket(url);
  const wire: Wire = {
    post: (packet) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(packet));
    },
    onPacket: (listener) =>
      socket.addEventListener('message', ({ data }) => listener(JSON.parse(String(data)) as Packet)),
    onClose: (listener) => socket.addEventListener('close', listener),
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(wire));
    socket.addEventListener('close', ({ reason }) => reject(new Error(reason || 'The connection was not opened.')));
  });
}

/** The token stays out of the address bar, and lasts as long as the tab. */
export function assistantAddress(page: Location, storage: Storage): string {
  const TOKEN = 'sotto.token';
  const given =
    new URLSearchParams(page.search).get('token') ?? new URLSearchParams(page.hash.replace(/^#\/?/, '')).get('token');
  if (given !== null) {
    storage.setItem(TOKEN, given);
    history.replaceState(null, '', page.pathname);
  }
  const token = given ?? storage.getItem(TOKEN) ?? '';
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${page.host}/assistant?token=${encodeURIComponent(token)}`;
}
