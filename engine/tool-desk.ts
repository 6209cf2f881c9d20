/** Tools in a running engine: what they keep, the words that reach them, and the timers that ring. */

import { uptime } from 'node:os';
import type { EngineEvent } from '../contract/events.ts';
import { toFault } from '../contract/faults.ts';
import { AlarmClock } from './tools/alarm-clock.ts';
import { memoryTools } from './tools/built-in/memory.ts';
import type { PersonaControl, VoiceControl } from './tools/tool.ts';
import { EphemeralToolRecords, type ToolRecords } from './tools/tool-records.ts';
import { TOOLS, Toolbox } from './tools/toolbox.ts';
import { factsForPrompt, factsIn } from './tools/user-facts.ts';
import { watchRecords } from './tools/watched-records.ts';

export interface ToolDeskOptions {
  /** Absent keeps nothing beyond this engine. */
  readonly records: ToolRecords | undefined;
  /** Of one process at a time: two would ring for the same timer. */
  readonly rings: boolean;
  /** Whether the user lets it remember what they say about themselves. */
  readonly remembers: boolean;
  readonly lastAnswer: () => string;
  /** Absent where the voice cannot be changed. */
  readonly voice?: VoiceControl | undefined;
  readonly personas?: PersonaControl | undefined;
  /** Rings, and says the sentence, once nobody has the floor. */
  readonly ring: (sentence: string, signal: AbortSignal) => Promise<void>;
  readonly onEvent: (event: EngineEvent) => void;
}

export interface ToolDesk extends Disposable {
  readonly toolbox: Toolbox;
  /** What the user wants remembered about themselves, for prompts. */
  readonly knows: string;
  /** Looks again: it was changed elsewhere. */
  recall(): Promise<void>;
  /** Silences what rings. */
  hush(): void;
}

export function openToolDesk({
  records,
  rings,
  remembers,
  lastAnswer,
  voice,
  personas,
  ring,
  onEvent,
}: ToolDeskOptions): ToolDesk {
  const kept = watchRecords(records ?? new EphemeralToolRecords(), 'fact', () => void recall());
  const nowMs = (): number => Date.now();
  const raise = (error: unknown): void => {
    const fault = toFault(error);
    if (fault.code !== 'cancelled') onEvent({ type: 'fault.raised', fault });
  };
  let knows = '';
  async function recall(): Promise<void> {
    try {
      knows = remembers ? factsForPrompt(await factsIn(kept)) : '';
    } catch (error) {
      raise(error);
    }
  }
  let ringing = new AbortController();
  const alarms = rings
    ? new AlarmClock({
        records: kept,
        nowMs,
        upMs: () => uptime() * 1000,
        async ring(sentence) {
          ringing = new AbortController();
          onEvent({ type: 'timer.rang', text: sentence });
          await ring(sentence, ringing.signal);
        },
        onError: raise,
      })
    : undefined;
  return {
    toolbox: new Toolbox({
      ...{ records: kept, nowMs, lastAnswer, voice, personas },
      onAsked: (asked) =>
        onEvent(asked === undefined ? { type: 'consent.settled' } : { type: 'consent.asked', ...asked }),
      tools: [...TOOLS, ...memoryTools(remembers)],
      hush: () => ringing.abort(),
    }),
    get knows() {
      return knows;
    },
    recall,
    hush: () => ringing.abort(),
    [Symbol.dispose]() {
      alarms?.[Symbol.dispose]();
      ringing.abort();
    },
  };
}
