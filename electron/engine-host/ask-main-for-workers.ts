/** In the engine's process: workers are asked of the main process. */

import type { MessageEvent } from 'electron';
import { isWorkerNotice } from '../../contract/workers.ts';
import { brokeredWorkers, type StartWorker } from '../../engine/engine.ts';

export function workersFromMain(parentPort: NonNullable<typeof process.parentPort>): StartWorker {
  return brokeredWorkers({
    ask: (request) => parentPort.postMessage(request),
    onNotice: (listener) =>
      void parentPort.on('message', ({ data, ports: [port] }: MessageEvent) => {
        if (isWorkerNotice(data)) listener(data, port);
      }),
  });
}
