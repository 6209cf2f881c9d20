/** A worker without a process: for models that cost nothing, such as scripted ones. */

import { type CallMap, type Handlers, type Packet, serveCalls, type Wire } from '../../contract/rpc.ts';
import type { LanguageModel } from '../reply/language-model.ts';
import type { LlmCalls } from './llm-worker.ts';
import type { WorkerEnd, WorkerProcess } from './worker-process.ts';

export function inProcessWorker<C extends CallMap<C>>(handlers: Handlers<C>): WorkerProcess {
  const inside: ((packet: Packet) => void)[] = [];
  const outside: ((message: Packet | 'pong') => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const endListeners: ((end: WorkerEnd) => void)[] = [];
  let isRunning = true;
  const tell = (message: Packet | 'pong'): void => {
    if (isRunning) for (const listener of outside) listener(message);
  };
  const wire: Wire = {
    post: (packet) => queueMicrotask(() => tell(packet)),
    onPacket: (listener) => void inside.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
  serveCalls<C>(wire, handlers);
  return {
    pid: undefined,
    post(message) {
      queueMicrotask(() => {
        if (message === 'ping') return tell('pong');
        for (const listener of inside) listener(message);
      });
    },
    onMessage: (listener) => void outside.push(listener),
    onEnd: (listener) => void endListeners.push(listener),
    kill() {
      if (!isRunning) return;
      isRunning = false;
      for (const listener of closeListeners) listener();
      for (const listener of endListeners) listener({ kind: 'exited' });
    },
  };
}

/** A language model of this process in the place of a language model's worker. */
export function languageModelWorker(model: LanguageModel): WorkerProcess {
  return inProcessWorker<LlmCalls>({
    load: async () => null,
    prefill: (request, { signal }) => model.prefill(request, signal),
    async generate(request, { signal, emit }) {
      for await (const delta of model.generate(request, signal)) emit(delta);
      return null;
    },
    countTokens: (messages) => model.countTokens(messages),
  });
}
