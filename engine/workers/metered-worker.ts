/** Workers whose calls are metered: a clock of another pace learns when a model is at work, and says when it is done. */

import type { MeteredWork, WorkMeter } from '../base/work-meter.ts';
import type { StartWorker, WorkerProcess } from './worker-process.ts';

/** What a call takes on a machine of the usual kind: until its first piece, and between the pieces of a stream. */
export interface CallCost {
  readonly firstMs: number;
  readonly nextMs: number;
}

export type CostOfCall = (call: string, params: unknown) => CallCost;

/** Results are handed over when the meter says so; what belongs to a cancelled call, at once. */
export function meteredWorkers(start: StartWorker, meter: WorkMeter, costOf: CostOfCall): StartWorker {
  return (workerStart) => {
    const process = start(workerStart);
    const open = new Map<number, { readonly work: MeteredWork; readonly nextMs: number }>();
    const close = (id: number): MeteredWork | undefined => {
      const work = open.get(id)?.work;
      open.delete(id);
      return work;
    };
    const listeners: Parameters<WorkerProcess['onMessage']>[0][] = [];
    process.onMessage((message) => {
      const hand = (): void => {
        for (const listener of listeners) listener(message);
      };
      const call = message === 'pong' ? undefined : open.get(message.id);
      if (message === 'pong' || call === undefined) return hand();
      if (message.kind === 'item') call.work.deliver(hand, call.nextMs);
      else close(message.id)?.finish(hand);
    });
    process.onEnd(() => {
      for (const id of [...open.keys()]) close(id)?.drop();
    });
    return {
      get pid() {
        return process.pid;
      },
      post(message) {
        if (message !== 'ping' && message.kind === 'call') {
          const { firstMs, nextMs } = costOf(message.name, message.params);
          open.set(message.id, { work: meter.begin(firstMs), nextMs });
        }
        if (message !== 'ping' && message.kind === 'cancel') close(message.id)?.drop();
        process.post(message);
      },
      onMessage: (listener) => void listeners.push(listener),
      onEnd: (listener) => process.onEnd(listener),
      kill: () => process.kill(),
    };
  };
}

/**
 * A laptop of two or three years: Whisper base on a short sentence, Smart Turn, a medium Piper voice, a model of a
 * billion parameters that has its prompt cached. Measured times differ from run to run; these do not.
 */
export function usualCost(call: string, params: unknown): CallCost {
  switch (call) {
    case 'transcribe':
      return { firstMs: 250, nextMs: 100 };
    case 'predict':
      return { firstMs: 30, nextMs: 0 };
    case 'prefill':
      return { firstMs: 60, nextMs: 0 };
    case 'generate':
      return { firstMs: 120, nextMs: 20 };
    case 'synthesize':
      return { firstMs: 60 + 1.5 * lengthOfText(params), nextMs: 0 };
    default:
      return { firstMs: 0, nextMs: 0 };
  }
}

function lengthOfText(params: unknown): number {
  const text = (params as { readonly text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? text.length : 0;
}
