/** A few days of conversations, as pages look at them. */

import type { AssistantCalls, TurnInsight } from '../../contract/assistant.ts';
import type { ReplayedTurnView, ReplayView } from '../../contract/insight-views.ts';
import type { Handlers } from '../../contract/rpc.ts';
import type { TraceOutcome, TurnTrace } from '../../contract/trace.ts';

const NOON_MS = 1_760_000_000_000;
const DAY_MS = 86_400_000;
const SETTINGS = { eagerness: 0.4, sensitivity: 0.5, bargeIn: 'words', mode: 'hands-free' } as const;

/** The newest first: eight days, of which one had a slow model. */
const TURNS: readonly TurnInsight[] = Array.from({ length: 48 }, (_, index): TurnInsight => {
  const day = Math.floor(index / 6);
  const ms = 380 + ((index * 37) % 160) + (day === 3 ? 420 : 0) + (index % 11 === 0 ? 300 : 0);
  const outcome: TraceOutcome =
    index % 9 === 4 ? 'interrupted' : index % 17 === 8 ? 'nothing-heard' : index % 23 === 9 ? 'failed' : 'answered';
  return {
    conversationId: day % 2 === 0 ? 'c1' : 'c2',
    trace: trace(index, ms, outcome, NOON_MS - day * DAY_MS - index),
  };
});

function trace(sequence: number, ms: number, outcome: TraceOutcome, endedAtMs: number): TurnTrace {
  return {
    ...{ version: 1, session: 's', sequence, outcome, endedAtMs },
    ...(outcome === 'nothing-heard' ? {} : { turnId: sequence }),
    start: { state: { kind: 'listening' }, timers: [], repliesBegun: 0 },
    settings: SETTINGS,
    config: {
      ...{ unscoredDelaySamples: 1, eagerThreshold: 0.5, holdAfterSamples: 1, yieldAfterSamples: 1 },
      ...{ verdictPatienceSamples: 1, backchannelPauseSamples: 1 },
      rest: { kind: 'listening' },
    },
    ...{ entries: [], droppedEntries: 0, transcriptionPasses: 2, drafts: [], levels: {} },
    ...(outcome === 'nothing-heard' ? {} : { marks: marksOf(ms) }),
  };
}

function marksOf(ms: number) {
  return {
    ...{ transcriptMs: ms * 0.22, turnDecidedMs: ms * 0.4, firstTokenMs: ms * 0.72 },
    ...{ firstClauseMs: ms * 0.82, firstAudioReadyMs: ms * 0.95, firstAudioMs: ms },
  };
}

const REPLAYED: readonly ReplayedTurnView[] = [
  {
    ...{ turnId: 0, outcome: 'interrupted', endedAtMs: NOON_MS, settings: SETTINGS, marks: marksOf(430) },
    userText: 'Why is the sky … blue?',
    assistantText: 'Air scatters blue light more than red,',
    spans: [
      { floor: 'user-speaking', fromMs: 0, toMs: 900 },
      { floor: 'user-paused', fromMs: 900, toMs: 1500 },
      { floor: 'user-speaking', fromMs: 1500, toMs: 2000 },
      { floor: 'user-paused', fromMs: 2000, toMs: 2200 },
      { floor: 'thinking', fromMs: 2200, toMs: 2430 },
      { floor: 'speaking', fromMs: 2430, toMs: 5200 },
      { floor: 'overlapped', fromMs: 5200, toMs: 5900 },
    ],
    decisions: [
      {
        ...{ kind: 'pause', atMs: 900 },
        recorded: { fate: 'went-on', afterMs: 600, reason: 'leads-on', probability: 0.21 },
        replayed: { fate: 'went-on', afterMs: 600, reason: 'leads-on', probability: 0.21 },
      },
      {
        ...{ kind: 'pause', atMs: 2000 },
        recorded: { fate: 'ended', afterMs: 200, reason: 'question', probability: 0.93 },
        replayed: { fate: 'ended', afterMs: 200, reason: 'question', probability: 0.93 },
      },
      {
        ...{ kind: 'overlap', atMs: 5200 },
        recorded: { fate: 'yielded', afterMs: 700, reason: 'words' },
        replayed: { fate: 'yielded', afterMs: 700, reason: 'words' },
      },
    ],
    sounds: ['user', 'assistant'],
  },
  {
    ...{ turnId: 1, outcome: 'answered', endedAtMs: NOON_MS + 9000, settings: SETTINGS, marks: marksOf(390) },
    userText: 'And at sunset?',
    assistantText: 'Then the light has come a long way, and most of its blue is already gone.',
    spans: [
      { floor: 'user-speaking', fromMs: 0, toMs: 800 },
      { floor: 'user-paused', fromMs: 800, toMs: 1050 },
      { floor: 'thinking', fromMs: 1050, toMs: 1190 },
      { floor: 'speaking', fromMs: 1190, toMs: 5400 },
    ],
    decisions: [
      {
        ...{ kind: 'pause', atMs: 800 },
        recorded: { fate: 'ended', afterMs: 250, reason: 'question', probability: 0.95 },
        replayed: { fate: 'ended', afterMs: 250, reason: 'question', probability: 0.95 },
      },
    ],
    sounds: [],
  },
];
const NO_DIFFERENCES: ReplayView['differences'] = {
  ...{ earlier: 0, later: 0, 'cuts-off': 0, waits: 0, yields: 0, stops: 0, ignores: 0, other: 0 },
};

/** The more eager, the earlier; far more eager than recorded cuts the first pause off. */
function replay(eagerness: number | undefined): ReplayView {
  if (eagerness === undefined || eagerness <= SETTINGS.eagerness) {
    return { turns: REPLAYED, differences: NO_DIFFERENCES, meanShiftMs: 0 };
  }
  const [first, ...others] = REPLAYED;
  const [pause, ...decisions] = first?.decisions ?? [];
  if (first === undefined || pause === undefined) throw new Error('There is a turn with a pause above.');
  const cutOff = {
    ...pause,
    replayed: { fate: 'ended', afterMs: 380, reason: 'leads-on', probability: 0.21 },
    difference: { kind: 'cuts-off', ms: 220 } as const,
  };
  return {
    turns: [{ ...first, decisions: [cutOff, ...decisions] }, ...others],
    differences: { ...NO_DIFFERENCES, 'cuts-off': 1 },
    meanShiftMs: 0,
  };
}

export const INSIGHTS: Pick<Handlers<AssistantCalls>, 'insights.turns' | 'insights.replay' | 'insights.play'> = {
  'insights.turns': async () => TURNS,
  'insights.replay': async ({ change }) => replay(change?.eagerness),
  'insights.play': async (_params, { emit }) => {
    emit({ heardMs: 900, totalMs: 1800 });
    return undefined;
  },
};
