/** Workers of an engine that lives in the main process itself: the command line of the application. */

import type { Packet } from '../../contract/rpc.ts';
import type { StartWorker } from '../../engine/engine.ts';
import { startUtilityWorker } from '../workers/utility-worker.ts';

export const startWorkerFromMain: StartWorker = (start) => {
  const worker = startUtilityWorker(start);
  const listeners: ((message: Packet | 'pong') => void)[] = [];
  worker.port.on('message', ({ data }) => {
    for (const listener of listeners) listener(data as Packet | 'pong');
  });
  worker.port.start();
  return {
    get pid() {
      return worker.pid;
    },
    post: (message) => worker.port.postMessage(message),
    onMessage: (listener) => void listeners.push(listener),
    onEnd: worker.onEnd,
    kill: worker.kill,
  };
};
