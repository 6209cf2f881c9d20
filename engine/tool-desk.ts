/** Tools in a running engine: what they keep, the words that reach them, and the timers that ring. */

import type { EngineEvent } from '../contract/events.ts';
import { toFault } from '../contract/faults.ts';
import { AlarmClock } from './tools/alarm-clock.ts';
import { EphemeralToolRecords, type ToolRecords } from './tools/tool-records.ts';
import { Toolbox } from './tools/toolbox.ts';

export interface ToolDeskOptions {
  /** Absent keeps nothing beyond this engine. */
  readonly records: ToolRecords | undefined;
  /** Of one process at a time: two would ring for the same timer. */
  readonly rings: boolean;
  readonly lastAnswer: () => string;
  /** Rings, and says the sentence, once nobody has the floor. */
  readonly ring: (sentence: string, signal: AbortSignal) => Promise<void>;
  readonly onEvent: (event: EngineEvent) => void;
}

export interface ToolDesk extends Disposable {
  readonly toolbox: Toolbox;
  /** Silences what rings. */
  hush(): void;
}

export function openToolDesk({ records, rings, lastAnswer, ring, onEvent }: ToolDeskOptions): ToolDesk {
  const kept = records ?? new EphemeralToolRecords();
  const nowMs = (): number => Date.now();
  const raise = (error: unknown): void => {
    const fault = toFault(error);
    if (fault.code !== 'cancelled') onEvent({ type: 'fault.raised', fault });
  };
  let ringing = new AbortController();
  const alarms = rings
    ? new AlarmClock({
        records: kept,
        nowMs,
        async ring(sentence) {
          ringing = new AbortController();
          onEvent({ type: 'timer.rang', text: sentence });
          await ring(sentence, ringing.signal);
        },
        onError: raise,
      })
    : undefined;
  return {
    toolbox: new Toolbox({ records: kept, nowMs, lastAnswer }),
    hush: () => ringing.abort(),
    [Symbol.dispose]() {
      alarms?.[Symbol.dispose]();
      ringing.abort();
    },
  };
}
