/** Starts workers for the engine's process, which may not; they end with it. */

import type { UtilityProcess } from 'electron';
import { isWorkerRequest, type WorkerNotice } from '../../contract/workers.ts';
import { startUtilityWorker, type UtilityWorker } from './utility-worker.ts';

/** Some for each model, and those that are just ending. */
const MAX_WORKERS = 32;

export function serveWorkerRequests(engine: UtilityProcess): void {
  const workers = new Map<number, UtilityWorker>();
  let isOver = false;
  const tell = (notice: WorkerNotice, ...ports: UtilityWorker['port'][]): void => {
    if (!isOver) engine.postMessage(notice, ports);
  };
  engine.on('message', (message: unknown) => {
    if (!isWorkerRequest(message)) return;
    if (message.worker === 'kill') workers.get(message.id)?.kill();
    if (message.worker !== 'start') return;
    const { id } = message;
    try {
      if (workers.size >= MAX_WORKERS) throw new Error(`More than ${MAX_WORKERS} workers.`);
      const worker = startUtilityWorker(message);
      workers.set(id, worker);
      worker.onStarted((pid) => tell({ worker: 'started', id, pid }, worker.port));
      worker.onEnd((end) => {
        workers.delete(id);
        tell({ worker: 'ended', id, end });
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      tell({ worker: 'ended', id, end: { kind: 'crashed', detail } });
    }
  });
  engine.once('exit', () => {
    isOver = true;
    for (const worker of workers.values()) worker.kill();
  });
}
