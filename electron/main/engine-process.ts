/** The engine as a utility process of Electron's. */

import { join } from 'node:path';
import { type MessagePortMain, utilityProcess } from 'electron';
import type { Settings } from '../../contract/settings.ts';
import { isWorkerRequest } from '../../contract/workers.ts';
import { serveWorkerRequests } from '../workers/serve-worker-requests.ts';
import type { EngineProcess } from './engine-supervisor.ts';

/** What the process tells of itself, beside what goes through the ports. */
export interface EngineNotice {
  readonly phase: string;
  readonly floor: string;
  readonly isMuted: boolean;
  readonly conversationId?: string | undefined;
  readonly desktop?: Settings['desktop'];
}

/** @param conversationId to go on with */
export function startEngineProcess(
  conversationId: string | undefined,
  onNotice: (notice: EngineNotice) => void,
): EngineProcess<MessagePortMain> {
  const child = utilityProcess.fork(
    join(import.meta.dirname, '..', 'engine-host', 'engine-host.js'),
    conversationId === undefined ? [] : [conversationId],
    {
      serviceName: 'Sotto engine',
      stdio: 'ignore',
    },
  );
  const listeners: ((code: number) => void)[] = [];
  let ended: number | undefined;
  child.once('exit', (code) => {
    ended = code;
    for (const listener of listeners) listener(code);
  });
  serveWorkerRequests(child);
  child.on('message', (message: unknown) => {
    if (!isWorkerRequest(message)) onNotice(message as EngineNotice);
  });
  return {
    handPort: (port) => child.postMessage('port', [port]),
    onExit: (listener) => void (ended === undefined ? listeners.push(listener) : listener(ended)),
    order: (order) => child.postMessage(order),
    kill: () => void child.kill(),
  };
}
