/** The real window, in a network that is captured: driven from outside of it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { NetworkSink } from '../support/network-sink.ts';

export interface DesktopInSink extends AsyncDisposable {
  /** @returns the home of the app. */
  open(appFolder: string): Promise<string>;
  /** With a module in every process, that leaks in the way of that name. */
  openPlanted(module: string, way: string): Promise<string>;
  page(expression: string): Promise<unknown>;
  /** Plants a leak in the main process. @returns how it ended. */
  leak(name: string): Promise<string>;
}

export function desktopInSink(sink: NetworkSink): DesktopInSink {
  const [command, ...args] = sink.inside(process.execPath, [join(import.meta.dirname, 'desktop-inside.ts')]);
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(value);
    else waiter?.reject(new Error(error));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The program with the window ended.'));
  });
  function ask<T>(action: string, what: string): Promise<T> {
    asked += 1;
    const id = asked;
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    child.send({ id, action, what });
    return answered as Promise<T>;
  }
  return {
    open: (appFolder) => ask('open', appFolder),
    openPlanted: (module, way) => ask('open planted', `${module} ${way}`),
    page: (expression) => ask('page', expression),
    leak: (name) => ask('main', name),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      await ask('close', '').catch(() => undefined);
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
