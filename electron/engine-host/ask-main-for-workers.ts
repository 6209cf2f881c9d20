/** In the engine's process: workers are asked of the main process. */

import type { MessageEvent } from 'electron';
import { brokeredWorkers, isAboutWorkers, type WorkerNotice } from '../../engine/workers/worker-broker.ts';
import type { StartWorker } from '../../engine/workers/worker-process.ts';

export function workersFromMain(parentPort: NonNullable<typeof process.parentPort>): StartWorker {
  return brokeredWorkers({
    ask: (request) => parentPort.postMessage(request),
    onNotice: (listener) =>
      void parentPort.on('message', ({ data, ports: [port] }: MessageEvent) => {
        if (isAboutWorkers(data)) listener(data as WorkerNotice, port);
      }),
  });
}
