/** No purpose uses datagrams: none is sent, and none is waited for. */

import dgram from 'node:dgram';
import { replace } from './guard-sockets.ts';
import type { Judge } from './judge.ts';

const REFUSED = [
  'bind',
  'connect',
  'send',
  'addMembership',
  'addSourceSpecificMembership',
] as const satisfies readonly (keyof dgram.Socket)[];

export function guardDatagrams(judge: Judge): void {
  for (const name of REFUSED) {
    replace(dgram.Socket.prototype, name, () => {
      throw judge.datagram(name);
    });
  }
}
