/** Packets as JSON over a WebSocket, for clients that may be slow, silent or hostile. */

import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Packet, Wire } from '../contract/rpc.ts';

/** A client that lets more wait does not read; it comes back and begins with the whole state. */
const MAX_BUFFERED_BYTES = 8_000_000;
const PING_EVERY_MS = 15_000;

/** What a client may send. */
const clientPacket = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    id: z.number().int().nonnegative(),
    name: z.string().max(100),
    params: z.unknown(),
  }),
  z.object({ kind: z.literal('cancel'), id: z.number().int().nonnegative() }),
]);

export function socketWire(socket: WebSocket, pingEveryMs: number = PING_EVERY_MS): Wire {
  let isAlive = true;
  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingEveryMs);
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('close', () => clearInterval(ping));
  // `close` follows.
  socket.on('error', () => undefined);
  return {
    post(packet) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) return socket.terminate();
      socket.send(JSON.stringify(packet));
    },
    onPacket(listener) {
      socket.on('message', (data, isBinary) => {
        const packet = isBinary ? undefined : parsePacket(String(data));
        if (packet === undefined) socket.close(1008, 'not a packet');
        else listener(packet);
      });
    },
    onClose: (listener) => void socket.once('close', listener),
  };
}

function parsePacket(text: string): Packet | undefined {
  try {
    const parsed = clientPacket.safeParse(JSON.parse(text));
    if (!parsed.success) return undefined;
    return parsed.data.kind === 'call' ? { ...parsed.data, params: parsed.data.params } : parsed.data;
  } catch {
    return undefined;
  }
}
