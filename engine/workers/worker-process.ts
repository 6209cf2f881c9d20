/** Port: starts a worker. Node forks a child; an Electron host starts a utility process. */

import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import type { Packet } from '../../contract/rpc.ts';
import type { WorkerEnd, WorkerStart } from '../../contract/workers.ts';

export type { WorkerEnd, WorkerStart };

export interface WorkerProcess {
  readonly pid: number | undefined;
  post(message: Packet | 'ping'): void;
  onMessage(listener: (message: Packet | 'pong') => void): void;
  /** Called exactly once. */
  onEnd(listener: (end: WorkerEnd) => void): void;
  /** Ends the process at once, also when it is stopped or stuck in native code. */
  kill(): void;
}

export type StartWorker = (start: WorkerStart) => WorkerProcess;

/** Path of a sibling module that runs as source (.ts) or compiled (.js), like the module that asks. */
export function siblingModule(importMetaFilename: string, name: string): string {
  return importMetaFilename.replace(/[^/\\]+$/, `${name}${extname(importMetaFilename)}`);
}

export const forkWorker: StartWorker = ({ file, env }) => {
  const child = fork(file, [], {
    // Structured clone: typed arrays cross as they are.
    serialization: 'advanced',
    // Native runtimes print to stdout and stderr, sometimes what was said. It goes nowhere.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Electron's binary is a Node only when it is told to be one.
    env: {
      ...process.env,
      ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
      ...env,
    },
    execArgv: [],
  });
  return childWorker(child);
};

function childWorker(child: ChildProcess): WorkerProcess {
  const endListeners: ((end: WorkerEnd) => void)[] = [];
  let end: WorkerEnd | undefined;
  const ended = (result: WorkerEnd): void => {
    if (end !== undefined) return;
    end = result;
    for (const listener of endListeners) listener(result);
  };
  child.once('error', (error) => ended({ kind: 'crashed', detail: error.message }));
  child.once('exit', (code, signal) => {
    ended(code === 0 ? { kind: 'exited' } : { kind: 'crashed', detail: signal ?? `exit code ${code}` });
  });

  return {
    pid: child.pid,
    post(message) {
      // A message to a child that has just died is lost; its end is reported by `onEnd`.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', (message) => listener(message as Packet | 'pong')),
    onEnd: (listener) => void (end === undefined ? endListeners.push(listener) : listener(end)),
    kill: () => void child.kill('SIGKILL'),
  };
}
