/**
 * Who holds the floor. A pure function: no clock, no I/O, no promises.
 *
 * Invariants (checked by the property test beside this file):
 * 1. At most one reply is open; every reply that begins is committed, aborted or failed.
 * 2. A reply is committed only while it is open; nothing is said, stored or done before the commit.
 * 3. The endpoint timer runs exactly while the user pauses; the overlap timer exactly while two talk at once.
 * 4. Playback is ducked exactly while two talk at once.
 * 5. An event that names a reply other than the open one changes nothing.
 */

import type { FloorState } from '../../contract/events.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';

export type TimerName = 'endpoint' | 'overlap';
export type AbortReason = 'user-resumed' | 'barge-in' | 'muted' | 'replaced' | 'nothing-heard';

export type TurnState =
  | { readonly kind: 'asleep' }
  | { readonly kind: 'listening' }
  | { readonly kind: 'user-speaking' }
  | { readonly kind: 'user-paused'; readonly since: SampleTime; readonly draft: ReplyId | undefined }
  | { readonly kind: 'thinking'; readonly reply: ReplyId }
  | { readonly kind: 'speaking'; readonly reply: ReplyId }
  | { readonly kind: 'overlapped'; readonly reply: ReplyId };

export type TurnEvent =
  | { readonly type: 'woken' }
  | { readonly type: 'muted' }
  | { readonly type: 'speech-started'; readonly at: SampleTime }
  /** `at` is the end of the last sound of speech, earlier than now. */
  | { readonly type: 'speech-paused'; readonly at: SampleTime }
  | { readonly type: 'end-of-turn-scored'; readonly probability: number }
  /** What was transcribed since the user began is not speech, or not understandable. */
  | { readonly type: 'nothing-heard' }
  | { readonly type: 'backchannel-heard' }
  /** The user has a complete turn without speaking it: typed, or said before and not yet answered. */
  | { readonly type: 'turn-submitted' }
  | { readonly type: 'timer-fired'; readonly timer: TimerName }
  | { readonly type: 'playback-started'; readonly reply: ReplyId }
  /** All of the reply was heard, or there was nothing to hear. */
  | { readonly type: 'reply-finished'; readonly reply: ReplyId }
  | { readonly type: 'reply-failed'; readonly reply: ReplyId };

export type TurnEffect =
  | { readonly type: 'start-timer'; readonly timer: TimerName; readonly dueAt: SampleTime }
  | { readonly type: 'cancel-timer'; readonly timer: TimerName }
  | { readonly type: 'begin-reply'; readonly reply: ReplyId }
  | { readonly type: 'commit-user-turn'; readonly reply: ReplyId }
  | { readonly type: 'abort-reply'; readonly reply: ReplyId; readonly reason: AbortReason }
  | { readonly type: 'duck-playback' }
  | { readonly type: 'restore-playback' };

export interface TurnConfig {
  /** Silence, in samples after the last sound, that ends the turn; the score is absent until a model has given it. */
  readonly endpointDelaySamples: (endOfTurnProbability: number | undefined) => number;
  /** End-of-turn probability at or above which a draft reply begins before the turn is decided. */
  readonly eagerThreshold: number;
  /** How long the user may talk over the reply before it counts as taking the floor. */
  readonly overlapDelaySamples: number;
}

export interface TurnStep {
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

type PausedState = Extract<TurnState, { kind: 'user-paused' }>;
type ReplyingState = Extract<TurnState, { kind: 'thinking' | 'speaking' | 'overlapped' }>;

export function transition(state: TurnState, event: TurnEvent, config: TurnConfig, nextReply: () => ReplyId): TurnStep {
  if ('reply' in event && openReply(state) !== event.reply) return stay(state);
  if (event.type === 'muted') return fallAsleep(state);
  if (event.type === 'turn-submitted') return answerNow(state, nextReply);

  switch (state.kind) {
    case 'asleep':
      return event.type === 'woken' ? go({ kind: 'listening' }) : stay(state);
    case 'listening':
      return event.type === 'speech-started' ? go({ kind: 'user-speaking' }) : stay(state);
    case 'user-speaking':
      return whileUserSpeaks(state, event, config);
    case 'user-paused':
      return whileUserPauses(state, event, config, nextReply);
    case 'thinking':
    case 'speaking':
      return whileReplying(state, event, config);
    case 'overlapped':
      return whileOverlapped(state, event);
    default:
      return unreachable(state);
  }
}

function whileUserSpeaks(state: TurnState, event: TurnEvent, config: TurnConfig): TurnStep {
  if (event.type === 'nothing-heard') return go({ kind: 'listening' });
  if (event.type !== 'speech-paused') return stay(state);
  return go({ kind: 'user-paused', since: event.at, draft: undefined }, endpointTimer(event.at, undefined, config));
}

function whileUserPauses(state: PausedState, event: TurnEvent, config: TurnConfig, nextReply: () => ReplyId): TurnStep {
  switch (event.type) {
    case 'speech-started':
      return go({ kind: 'user-speaking' }, cancel('endpoint'), ...abort(state.draft, 'user-resumed'));
    case 'nothing-heard':
      return go({ kind: 'listening' }, cancel('endpoint'), ...abort(state.draft, 'nothing-heard'));
    case 'end-of-turn-scored': {
      const timer = endpointTimer(state.since, event.probability, config);
      if (state.draft !== undefined || event.probability < config.eagerThreshold) {
        return go(state, cancel('endpoint'), timer);
      }
      const draft = nextReply();
      return go({ ...state, draft }, cancel('endpoint'), timer, { type: 'begin-reply', reply: draft });
    }
    case 'timer-fired': {
      if (event.timer !== 'endpoint') return stay(state);
      const reply = state.draft ?? nextReply();
      const begin: TurnEffect[] = state.draft === undefined ? [{ type: 'begin-reply', reply }] : [];
      return go({ kind: 'thinking', reply }, ...begin, { type: 'commit-user-turn', reply });
    }
    case 'reply-failed':
      return go({ ...state, draft: undefined });
    default:
      return stay(state);
  }
}

function whileReplying(state: ReplyingState, event: TurnEvent, config: TurnConfig): TurnStep {
  switch (event.type) {
    case 'playback-started':
      return go({ kind: 'speaking', reply: state.reply });
    case 'reply-finished':
    case 'reply-failed':
      return go({ kind: 'listening' });
    case 'nothing-heard':
      // While it speaks, the turn it answers was understood: the noise was another one.
      if (state.kind === 'speaking') return stay(state);
      return go({ kind: 'listening' }, ...abort(state.reply, 'nothing-heard'));
    case 'speech-started': {
      // Before a word is heard there is nothing to talk over: the user simply goes on.
      if (state.kind === 'thinking') return go({ kind: 'user-speaking' }, ...abort(state.reply, 'user-resumed'));
      const dueAt = (event.at + config.overlapDelaySamples) as SampleTime;
      return go(
        { kind: 'overlapped', reply: state.reply },
        { type: 'duck-playback' },
        { type: 'start-timer', timer: 'overlap', dueAt },
      );
    }
    default:
      return stay(state);
  }
}

function whileOverlapped(state: ReplyingState, event: TurnEvent): TurnStep {
  switch (event.type) {
    case 'timer-fired':
      if (event.timer !== 'overlap') return stay(state);
      return go({ kind: 'user-speaking' }, { type: 'restore-playback' }, ...abort(state.reply, 'barge-in'));
    case 'backchannel-heard':
    case 'nothing-heard':
    case 'speech-paused':
      return go({ kind: 'speaking', reply: state.reply }, cancel('overlap'), { type: 'restore-playback' });
    case 'reply-finished':
    case 'reply-failed':
      return go({ kind: 'user-speaking' }, cancel('overlap'), { type: 'restore-playback' });
    default:
      return stay(state);
  }
}

/** The reply that is begun and neither finished nor dropped. */
export function openReply(state: TurnState): ReplyId | undefined {
  switch (state.kind) {
    case 'user-paused':
      return state.draft;
    case 'thinking':
    case 'speaking':
    case 'overlapped':
      return state.reply;
    default:
      return undefined;
  }
}

function fallAsleep(state: TurnState): TurnStep {
  return go({ kind: 'asleep' }, ...leave(state), ...abort(openReply(state), 'muted'));
}

function answerNow(state: TurnState, nextReply: () => ReplyId): TurnStep {
  if (state.kind === 'asleep') return stay(state);
  const reply = nextReply();
  return go(
    { kind: 'thinking', reply },
    ...leave(state),
    ...abort(openReply(state), 'replaced'),
    { type: 'begin-reply', reply },
    { type: 'commit-user-turn', reply },
  );
}

/** What must be undone to leave a state in the middle. */
function leave(state: TurnState): TurnEffect[] {
  if (state.kind === 'user-paused') return [cancel('endpoint')];
  if (state.kind === 'overlapped') return [cancel('overlap'), { type: 'restore-playback' }];
  return [];
}

function endpointTimer(since: SampleTime, probability: number | undefined, config: TurnConfig): TurnEffect {
  const dueAt = (since + config.endpointDelaySamples(probability)) as SampleTime;
  return { type: 'start-timer', timer: 'endpoint', dueAt };
}

function cancel(timer: TimerName): TurnEffect {
  return { type: 'cancel-timer', timer };
}

function abort(reply: ReplyId | undefined, reason: AbortReason): TurnEffect[] {
  return reply === undefined ? [] : [{ type: 'abort-reply', reply, reason }];
}

function stay(state: TurnState): TurnStep {
  return { state, effects: [] };
}

function go(state: TurnState, ...effects: TurnEffect[]): TurnStep {
  return { state, effects };
}

function unreachable(state: never): never {
  throw new Error(`No such floor state: ${JSON.stringify(state)}`);
}

// A state added to one union and not to the other does not compile.
const _sameStates: FloorState extends TurnState['kind']
  ? TurnState['kind'] extends FloorState
    ? true
    : never
  : never = true;
void _sameStates;
