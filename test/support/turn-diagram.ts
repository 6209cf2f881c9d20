/** The turn machine as a diagram, drawn by trying every event in every state. */

import { OVERLAP_VERDICTS } from '../../contract/events.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import { type TurnConfig, type TurnEvent, type TurnState, transition } from '../../engine/turn/turn-machine.ts';

const at = 0 as SampleTime;
const reply = 1 as ReplyId;

const STATES: readonly TurnState[] = [
  { kind: 'asleep' },
  { kind: 'listening' },
  { kind: 'user-speaking' },
  { kind: 'user-paused', since: at, draft: reply },
  { kind: 'thinking', reply },
  { kind: 'speaking', reply },
  { kind: 'overlapped', reply, phase: { kind: 'suspected' } },
  { kind: 'overlapped', reply, phase: { kind: 'likely' } },
  { kind: 'overlapped', reply, phase: { kind: 'talking' } },
  { kind: 'overlapped', reply, phase: { kind: 'quiet', since: at } },
];

const EVENTS: readonly (readonly [label: string, event: TurnEvent])[] = [
  ['woken', { type: 'woken' }],
  ['muted', { type: 'muted' }],
  ['speech suspected', { type: 'speech-suspected', at }],
  ['speech dismissed', { type: 'speech-dismissed', at }],
  ['speech started', { type: 'speech-started', at }],
  ['speech paused', { type: 'speech-paused', at }],
  ['nothing heard', { type: 'nothing-heard' }],
  ...OVERLAP_VERDICTS.map((verdict): [string, TurnEvent] => [
    `judged ${verdict}`,
    { type: 'overlap-judged', verdict, reason: '' },
  ]),
  ['endpoint', { type: 'timer-fired', timer: 'endpoint' }],
  ['overlap timer', { type: 'timer-fired', timer: 'overlap' }],
  ['attention ends', { type: 'timer-fired', timer: 'attention' }],
  ['playback started', { type: 'playback-started', reply }],
  ['reply finished', { type: 'reply-finished', reply }],
];

const CONFIG: TurnConfig = {
  unscoredDelaySamples: 0,
  eagerThreshold: 0,
  holdAfterSamples: 0,
  yieldAfterSamples: 0,
  verdictPatienceSamples: 0,
  backchannelPauseSamples: 0,
  rest: { kind: 'attentive', samples: 0 },
};

/** Mermaid text; arrows between the same two states share one line. */
export function turnDiagram(): string {
  const arrows = new Map<string, string[]>();
  for (const state of STATES) {
    for (const [label, event] of EVENTS) {
      const to = transition(state, event, CONFIG, () => reply).state;
      if (nameOf(to) === nameOf(state)) continue;
      const arrow = `${nameOf(state)} --> ${nameOf(to)}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), label]);
    }
  }
  const lines = [...arrows].map(([arrow, labels]) => `  ${arrow}: ${labels.join(', ')}`);
  return ['stateDiagram-v2', '  [*] --> asleep', ...lines].join('\n');
}

function nameOf(state: TurnState): string {
  const name = state.kind === 'overlapped' ? `overlapped ${state.phase.kind}` : state.kind;
  return name.replaceAll(/[ -]/g, '_');
}
