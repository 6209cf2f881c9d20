/** What the machine decides of a pause of the user, and of speech over a reply. */

import type { TurnState } from '../turn/turn-machine.ts';
import type { RunStep } from './machine-run.ts';

/** `broken-off`: by a key, a closed microphone, the end of the conversation. */
export type PauseFate = 'ended' | 'went-on' | 'nothing-heard' | 'submitted' | 'broken-off' | 'undecided';
/** `dismissed`: the sound was no speech. `reply-over`: the reply came to its end by itself. */
export type OverlapFate = 'yielded' | 'stopped' | 'ignored' | 'dismissed' | 'reply-over' | 'broken-off' | 'undecided';

type Arc = Pick<RunStep, 'event' | 'from' | 'to'>;

export function beginsPause({ from, to }: Pick<Arc, 'from' | 'to'>): boolean {
  return to.kind === 'user-paused' && from.kind !== 'user-paused';
}

export function beginsOverlap({ from, to }: Pick<Arc, 'from' | 'to'>): boolean {
  return to.kind === 'overlapped' && from.kind !== 'overlapped';
}

/** Undefined as long as the pause lasts. */
export function pauseFate({ event, to }: Arc): PauseFate | undefined {
  switch (to.kind) {
    case 'user-paused':
      return undefined;
    case 'thinking':
      return event.type === 'timer-fired' ? 'ended' : 'submitted';
    case 'user-speaking':
      return 'went-on';
    default:
      return event.type === 'nothing-heard' ? 'nothing-heard' : 'broken-off';
  }
}

/** Undefined as long as two may be talking. */
export function overlapFate({ event, to }: Arc): OverlapFate | undefined {
  if (to.kind === 'overlapped') return undefined;
  switch (event.type) {
    case 'reply-finished':
    case 'reply-failed':
      return 'reply-over';
    case 'speech-dismissed':
      return 'dismissed';
    case 'overlap-judged':
    case 'nothing-heard':
    case 'timer-fired':
      return to.kind === 'speaking' ? 'ignored' : isUsers(to) ? 'yielded' : 'stopped';
    default:
      return 'broken-off';
  }
}

function isUsers({ kind }: TurnState): boolean {
  return kind === 'user-speaking' || kind === 'user-paused';
}
