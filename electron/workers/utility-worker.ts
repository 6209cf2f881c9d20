/** A model's worker as a utility process. Only the main process can start one. */

import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { WorkerEnd, WorkerStart } from '../../contract/workers.ts';
import { serveTrialRequests } from './serve-trial-requests.ts';

/** Workers are the engine's modules and nothing else. */
const ENGINE_FOLDER = join(import.meta.dirname, '..', '..', 'engine');

export interface UtilityWorker {
  readonly pid: number | undefined;
  /** Of whoever uses the worker. */
  readonly port: MessagePortMain;
  /** Called exactly once. */
  onStarted(listener: (pid: number | undefined) => void): void;
  onEnd(listener: (end: WorkerEnd) => void): void;
  kill(): void;
}

/** @throws Error for a module that is none of the engine's. */
export function startUtilityWorker({ file, env }: WorkerStart): UtilityWorker {
  const inside = relative(ENGINE_FOLDER, file);
  if (inside.split(sep)[0] === '..' || isAbsolute(inside)) throw new Error(`${basename(file)} is no worker.`);
  const child = utilityProcess.fork(file, [], {
    serviceName: `Sotto ${basename(file, '.js')}`,
    // Native runtimes print to stdout and stderr, sometimes what was said. It goes nowhere.
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  serveTrialRequests(child);
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage('port', [port2]);
  let isWanted = true;
  let end: WorkerEnd | undefined;
  const endListeners: ((end: WorkerEnd) => void)[] = [];
  // Also a process that is stopped, or stuck in native code: `child.kill` only asks it to end.
  const kill = (): void => {
    isWanted = false;
    if (child.pid === undefined || end !== undefined) return;
    try {
      process.kill(child.pid, 'SIGKILL');
    } catch {
      // Gone already; we are about to be told.
    }
  };
  child.once('spawn', () => {
    if (!isWanted) kill();
  });
  child.once('exit', (code) => {
    end = code === 0 ? { kind: 'exited' } : { kind: 'crashed', detail: `exit code ${code}` };
    for (const listener of endListeners) listener(end);
  });
  return {
    get pid() {
      return child.pid;
    },
    port: port1,
    onStarted: (listener) => void child.once('spawn', () => listener(child.pid)),
    onEnd: (listener) => void (end === undefined ? endListeners.push(listener) : listener(end)),
    kill,
  };
}
