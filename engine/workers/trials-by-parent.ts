/**
 * `fork` in a utility process. An application's binary is no Node, so that what is forked would be the application once
 * more; the process that started this one starts it instead. The runtime of the language model tries its own binaries
 * in this way before it loads one, because a driver that does not fit ends the process.
 */

import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { isAboutTrials, type TrialNotice, type TrialRequest } from '../../contract/binary-trials.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

interface ForkOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** From now on, for whoever imports `fork` in this process. */
export function forkThroughParent(parentPort: ParentPort): void {
  const trials = new Map<number, Trial>();
  let lastId = 0;
  parentPort.on('message', ({ data }) => {
    if (!isAboutTrials(data)) return;
    const notice = data as TrialNotice;
    trials.get(notice.id)?.hear(notice);
    if (notice.trial === 'exit') trials.delete(notice.id);
  });
  const fork = (file: string, _args: readonly string[], { env = {} }: ForkOptions = {}): Trial => {
    const id = ++lastId;
    const trial = new Trial(id, (request) => parentPort.postMessage(request));
    trials.set(id, trial);
    parentPort.postMessage({ trial: 'start', id, file, env: { ...env } });
    return trial;
  };
  Object.defineProperty(childProcess, 'fork', { value: fork });
  syncBuiltinESMExports();
}

/** As much of Node's ChildProcess as there is use for. */
class Trial extends EventEmitter {
  exitCode: number | null = null;
  killed = false;
  readonly #id: number;
  readonly #ask: (request: TrialRequest) => void;

  constructor(id: number, ask: (request: TrialRequest) => void) {
    super();
    this.#id = id;
    this.#ask = ask;
  }

  send(message: unknown): boolean {
    if (this.exitCode === null) this.#ask({ trial: 'message', id: this.#id, message });
    return this.exitCode === null;
  }

  kill(): boolean {
    if (this.exitCode !== null) return false;
    this.killed = true;
    this.#ask({ trial: 'kill', id: this.#id });
    return true;
  }

  hear(notice: TrialNotice): void {
    if (notice.trial === 'message') return void this.emit('message', notice.message);
    this.exitCode = notice.code;
    this.emit('exit', notice.code, null);
  }
}
