/**
 * `fork` in a utility process. An application's binary is no Node, so that what is forked would be the application once
 * more; the process that started this one starts it instead. The runtime of the language model tries its own binaries
 * in this way before it loads one, because a driver that does not fit ends the process.
 */

import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { type HelperNotice, type HelperRequest, isAboutHelpers } from '../../contract/worker-helpers.ts';

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

interface ForkOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** From now on, for whoever imports `fork` in this process. */
export function forkThroughParent(parentPort: ParentPort): void {
  const helpers = new Map<number, Helper>();
  let lastId = 0;
  parentPort.on('message', ({ data }) => {
    if (!isAboutHelpers(data)) return;
    const notice = data as HelperNotice;
    helpers.get(notice.id)?.hear(notice);
    if (notice.helper === 'exit') helpers.delete(notice.id);
  });
  const fork = (file: string, _args: readonly string[], { env = {} }: ForkOptions = {}): Helper => {
    const id = ++lastId;
    const helper = new Helper(id, (request) => parentPort.postMessage(request));
    helpers.set(id, helper);
    parentPort.postMessage({ helper: 'start', id, file, env: { ...env } });
    return helper;
  };
  Object.defineProperty(childProcess, 'fork', { value: fork });
  syncBuiltinESMExports();
}

/** As much of Node's ChildProcess as there is use for. */
class Helper extends EventEmitter {
  exitCode: number | null = null;
  killed = false;
  readonly #id: number;
  readonly #ask: (request: HelperRequest) => void;

  constructor(id: number, ask: (request: HelperRequest) => void) {
    super();
    this.#id = id;
    this.#ask = ask;
  }

  send(message: unknown): boolean {
    if (this.exitCode === null) this.#ask({ helper: 'message', id: this.#id, message });
    return this.exitCode === null;
  }

  kill(): boolean {
    if (this.exitCode !== null) return false;
    this.killed = true;
    this.#ask({ helper: 'kill', id: this.#id });
    return true;
  }

  hear(notice: HelperNotice): void {
    if (notice.helper === 'message') return void this.emit('message', notice.message);
    this.exitCode = notice.code;
    this.emit('exit', notice.code, null);
  }
}
