/**
 * The network guard of a process: imported for its effect, as the first import '../base/quiet-runtimes.ts';
import of every entry module.
 *
 * Invariants:
 * 1. It fails closed. Until a purpose is switched on nothing connects, and a process that cannot be guarded ends.
 * 2. It cannot be taken off again: what it replaces is not replaceable any more.
 * 3. It minds JavaScript. What native code or another program sends is seen by the test with a captured network only.
 */

import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import threads from 'node:worker_threads';
import { dataDir } from '../base/data-dir.ts';
import { guardDatagrams } from './guard-datagrams.ts';
import { guardNames } from './guard-names.ts';
import { guardConnections, guardListeners, replace } from './guard-sockets.ts';
import { Judge } from './judge.ts';
import { networkLog, networkLogFile } from './network-log.ts';
import { networkPermissions } from './network-permissions.ts';

/** Whoever has a network of its own beside Node's, such as a browser, asks here too. */
export const judge: Judge = new Judge(
  networkPermissions,
  networkLog(networkLogFile(dataDir()), processName(), () => new Date()),
);
networkPermissions.askBeforePrograms((purpose, program) => judge.program(purpose, program));

guardConnections(judge);
guardListeners(judge);
guardNames(judge);
guardDatagrams(judge);
// A thread begins with a Node of its own, without any of this.
replace(
  threads,
  'Worker',
  class Refused {
    constructor() {
      throw judge.thread();
    }
  },
);
refuseRawHandles();
// Named imports of these modules see the replacements too.
syncBuiltinESMExports();

/** The handles below `net`, `dns` and `dgram`: nothing of ours asks for them. */
function refuseRawHandles(): void {
  const holder = process as unknown as { binding?: (name: string) => unknown };
  const { binding } = holder;
  if (binding === undefined) return;
  replace(process, 'binding', (wanted: string) => {
    if (/^(tcp|udp|pipe|tls|cares)_wrap$/.test(wanted)) throw judge.datagram('raw handle');
    return binding.call(process, wanted);
  });
}

/** For the log: the entry module, or what Electron calls the process of the windows. */
function processName(): string {
  if ((process as { readonly type?: string }).type === 'browser')
    return process.argv.includes('--cli') ? 'sotto' : 'window';
  return basename(process.argv[1] ?? '').replace(/\.[cm]?[jt]s$/, '') || 'sotto';
}
