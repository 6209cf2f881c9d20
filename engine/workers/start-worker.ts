/** How this process starts its workers: it forks them, unless its entry module knows another way. */

import { forkWorker, type StartWorker } from './worker-process.ts';

let startHere: StartWorker = forkWorker;

/** For entry modules of processes that may not fork. Workers that run already stay. */
export function startWorkersWith(start: StartWorker): void {
  startHere = start;
}

export const startWorker: StartWorker = (start) => startHere(start);
