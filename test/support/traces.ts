/** Traces for tests that do not care what is in them. */

import type { TurnTrace } from '../../contract/trace.ts';

export function traceOf(changes: Partial<TurnTrace> = {}): TurnTrace {
  return {
    version: 1,
    session: 'one',
    sequence: 0,
    outcome: 'answered',
    endedAtMs: 1_000,
    start: { state: { kind: 'listening' }, timers: [], repliesBegun: 0 },
    settings: { eagerness: 0.5, sensitivity: 0.5, bargeIn: 'words', mode: 'hands-free' },
    config: {
      unscoredDelaySamples: 12_800,
      eagerThreshold: 0.5,
      yieldAfterSamples: 8_000,
      holdAfterSamples: 1_000,
      verdictPatienceSamples: 16_000,
      backchannelPauseSamples: 10_000,
      rest: { kind: 'listening' },
    },
    entries: [],
    droppedEntries: 0,
    transcriptionPasses: 0,
    drafts: [],
    levels: {},
    ...changes,
  };
}
