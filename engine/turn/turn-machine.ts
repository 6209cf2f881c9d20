/**
 * Who holds the floor. A pure function: no clock, no I/O, no promises.
 *
 * Invariants (checked by the property test beside this file):
 * 1. At most one reply is open; every reply that begins is committed, aborted or failed.
 * 2. A reply is committed only while it is open; nothing is said, stored or done before the commit.
 * 3. The endpoint timer runs exactly while the user pauses, the overlap timer exactly while two may be talking at once,
 *    the attention timer exactly while an attentive assistant listens.
 * 4. Playback is ducked or held exactly while two may be talking at once; `abort-reply` ends either with the reply.
 * 5. An event that names a reply other than the open one changes nothing.
 */

import type { FloorState, OverlapVerdict } from '../../contract/events.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';

export type TimerName = 'endpoint' | 'overlap' | 'attention';
export type AbortReason = 'user-resumed' | 'barge-in' | 'stopped' | 'muted' | 'closed' | 'replaced' | 'nothing-heard';

/**
 * How far an overlap has come: a sound that may be speech ducks the reply; when it lasts it is likely speech, and holds
 * the reply at the word it has come to; speech keeps it held; after the speech it stays held until the words are judged.
 */
export type OverlapPhase =
  | { readonly kind: 'suspected' }
  | { readonly kind: 'likely' }
  | { readonly kind: 'talking' }
  | { readonly kind: 'quiet'; readonly since: SampleTime };

export type TurnState =
  | { readonly kind: 'asleep' }
  | { readonly kind: 'listening' }
  | { readonly kind: 'user-speaking' }
  | { readonly kind: 'user-paused'; readonly since: SampleTime; readonly draft: ReplyId | undefined }
  | { readonly kind: 'thinking'; readonly reply: ReplyId }
  | { readonly kind: 'speaking'; readonly reply: ReplyId }
  | { readonly kind: 'overlapped'; readonly reply: ReplyId; readonly phase: OverlapPhase };

export type TurnEvent =
  | { readonly type: 'woken' }
  /** The microphone is closed: the user says nothing more; what the assistant says goes on. */
  | { readonly type: 'muted' }
  /** The conversation ends. */
  | { readonly type: 'closed' }
  /** A sound that may become speech, and that it did not. */
  | { readonly type: 'speech-suspected'; readonly at: SampleTime }
  | { readonly type: 'speech-dismissed'; readonly at: SampleTime }
  | { readonly type: 'speech-started'; readonly at: SampleTime }
  /** `at` is the end of the last sound of speech, earlier than now. */
  | { readonly type: 'speech-paused'; readonly at: SampleTime }
  /** Silence of `delaySamples` after the last sound ends the turn. */
  | {
      readonly type: 'end-of-turn-judged';
      readonly probability: number;
      readonly delaySamples: number;
      readonly reason: string;
    }
  /** What was transcribed since the user began is not speech, or not understandable. */
  | { readonly type: 'nothing-heard' }
  | { readonly type: 'overlap-judged'; readonly verdict: OverlapVerdict; readonly reason: string }
  /** The user has a complete turn without a silence after it: typed, a key let go, or said before and unanswered. */
  | { readonly type: 'turn-submitted' }
  /** The user takes the floor with a key. */
  | { readonly type: 'floor-taken' }
  /** The user wants silence, not an answer. */
  | { readonly type: 'stopped' }
  | { readonly type: 'timer-fired'; readonly timer: TimerName }
  | { readonly type: 'playback-started'; readonly reply: ReplyId }
  /** All of the reply was heard, or there was nothing to hear. */
  | { readonly type: 'reply-finished'; readonly reply: ReplyId }
  | { readonly type: 'reply-failed'; readonly reply: ReplyId };

export type TurnEffect =
  | { readonly type: 'start-timer'; readonly timer: TimerName; readonly due: TimerDue }
  | { readonly type: 'cancel-timer'; readonly timer: TimerName }
  | { readonly type: 'begin-reply'; readonly reply: ReplyId }
  | { readonly type: 'commit-user-turn'; readonly reply: ReplyId }
  | { readonly type: 'abort-reply'; readonly reply: ReplyId; readonly reason: AbortReason }
  | { readonly type: 'duck-playback' }
  | { readonly type: 'hold-playback' }
  /** Ends ducking, and goes on from the word at which playback was held. */
  | { readonly type: 'restore-playback' };

/** A point in captured time, or so many samples after the effect is performed. */
export type TimerDue = { readonly at: SampleTime } | { readonly inSamples: number };

export interface TurnConfig {
  /** Silence after the last sound that ends a turn of which nothing else is known. */
  readonly unscoredDelaySamples: number;
  /** End-of-turn probability at or above which a draft reply begins before the turn is decided. */
  readonly eagerThreshold: number;
  /** A sound over a reply that may be speech, and lasts so long, holds it. */
  readonly holdAfterSamples: number;
  /** Speech over a reply takes the floor after this long, when nothing is known of its words. */
  readonly yieldAfterSamples: number;
  /** How long words said over a reply may take to be understood, counted from their last sound. */
  readonly verdictPatienceSamples: number;
  /** Silence after a back-channel, within which the user may go on: "okay, but …". Shorter than that patience. */
  readonly backchannelPauseSamples: number;
  readonly rest: RestingPlace;
}

/** Where the floor goes when nobody wants it. The attentive listen for a while and fall asleep. */
export type RestingPlace =
  | { readonly kind: 'listening' }
  | { readonly kind: 'asleep' }
  | { readonly kind: 'attentive'; readonly samples: number };

export interface TurnStep {
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

type PausedState = Extract<TurnState, { kind: 'user-paused' }>;
type ReplyingState = Extract<TurnState, { kind: 'thinking' | 'speaking' }>;
type OverlappedState = Extract<TurnState, { kind: 'overlapped' }>;

export function transition(state: TurnState, event: TurnEvent, config: TurnConfig, nextReply: () => ReplyId): TurnStep {
  if ('reply' in event && openReply(state) !== event.reply) return stay(state);
  switch (event.type) {
    case 'closed':
      return go({ kind: 'asleep' }, ...leave(state, config), ...abort(openReply(state), 'closed'));
    case 'stopped':
      return rest(config, ...leave(state, config), ...abort(openReply(state), 'stopped'));
    case 'muted':
      return whenMuted(state, config);
    case 'floor-taken':
      return takeFloor(state, config);
    case 'turn-submitted':
      return answerNow(state, config, nextReply);
    default:
      return byState(state, event, config, nextReply);
  }
}

function byState(state: TurnState, event: TurnEvent, config: TurnConfig, nextReply: () => ReplyId): TurnStep {
  switch (state.kind) {
    case 'asleep':
      return event.type === 'woken' ? listen(config) : stay(state);
    case 'listening':
      return whileListening(state, event, config);
    case 'user-speaking':
      return whileUserSpeaks(state, event, config);
    case 'user-paused':
      return whileUserPauses(state, event, config, nextReply);
    case 'thinking':
    case 'speaking':
      return whileReplying(state, event, config);
    case 'overlapped':
      return whileOverlapped(state, event, config);
    default:
      return unreachable(state);
  }
}

function whileListening(state: TurnState, event: TurnEvent, config: TurnConfig): TurnStep {
  if (event.type === 'speech-started') return go({ kind: 'user-speaking' }, ...leave(state, config));
  if (event.type === 'timer-fired' && event.timer === 'attention') return go({ kind: 'asleep' });
  return stay(state);
}

function whileUserSpeaks(state: TurnState, event: TurnEvent, config: TurnConfig): TurnStep {
  if (event.type === 'nothing-heard') return rest(config);
  return event.type === 'speech-paused' ? pause(event.at, config) : stay(state);
}

function whileUserPauses(state: PausedState, event: TurnEvent, config: TurnConfig, nextReply: () => ReplyId): TurnStep {
  switch (event.type) {
    case 'speech-started':
      return go({ kind: 'user-speaking' }, cancel('endpoint'), ...abort(state.draft, 'user-resumed'));
    case 'nothing-heard':
      return rest(config, cancel('endpoint'), ...abort(state.draft, 'nothing-heard'));
    case 'end-of-turn-judged': {
      const timer = startTimer('endpoint', state.since, event.delaySamples);
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
  const { reply } = state;
  switch (event.type) {
    case 'playback-started':
      return go({ kind: 'speaking', reply });
    case 'reply-finished':
    case 'reply-failed':
      return rest(config);
    case 'nothing-heard':
      // While it speaks, the turn it answers was understood: the noise was another one.
      return state.kind === 'speaking' ? stay(state) : rest(config, ...abort(reply, 'nothing-heard'));
    case 'speech-suspected':
      if (state.kind === 'thinking') return stay(state);
      return go(
        { kind: 'overlapped', reply, phase: { kind: 'suspected' } },
        { type: 'duck-playback' },
        startTimer('overlap', event.at, config.holdAfterSamples),
      );
    case 'speech-started':
      // Before a word is heard there is nothing to talk over: the user simply goes on.
      if (state.kind === 'thinking') return go({ kind: 'user-speaking' }, ...abort(reply, 'user-resumed'));
      return go(talkOver(reply), { type: 'hold-playback' }, startTimer('overlap', event.at, config.yieldAfterSamples));
    default:
      return stay(state);
  }
}

function whileOverlapped(state: OverlappedState, event: TurnEvent, config: TurnConfig): TurnStep {
  const { reply, phase } = state;
  switch (event.type) {
    case 'speech-dismissed':
      return isSpeech(phase) ? stay(state) : giveBack(state, config);
    case 'speech-started': {
      if (phase.kind === 'talking') return stay(state);
      const hold: TurnEffect[] = phase.kind === 'suspected' ? [{ type: 'hold-playback' }] : [];
      const timer = startTimer('overlap', event.at, config.yieldAfterSamples);
      return go(talkOver(reply), cancel('overlap'), ...hold, timer);
    }
    case 'speech-paused':
      if (phase.kind !== 'talking') return stay(state);
      return go(
        { ...state, phase: { kind: 'quiet', since: event.at } },
        cancel('overlap'),
        startTimer('overlap', event.at, config.verdictPatienceSamples),
      );
    case 'overlap-judged':
      return whenJudged(state, event.verdict, config);
    case 'nothing-heard':
      return phase.kind === 'quiet' ? giveBack(state, config) : stay(state);
    case 'timer-fired':
      return event.timer === 'overlap' ? whenOverlapLasts(state, config) : stay(state);
    case 'reply-failed':
    case 'reply-finished':
      return userGoesOn(state, config, [...leave(state, config)]);
    default:
      return stay(state);
  }
}

function whenOverlapLasts({ reply, phase }: OverlappedState, config: TurnConfig): TurnStep {
  switch (phase.kind) {
    case 'suspected': {
      const timer: TurnEffect = { type: 'start-timer', timer: 'overlap', due: { inSamples: config.yieldAfterSamples } };
      return go({ kind: 'overlapped', reply, phase: { kind: 'likely' } }, { type: 'hold-playback' }, timer);
    }
    case 'talking':
      return go({ kind: 'user-speaking' }, ...abort(reply, 'barge-in'));
    // Words that nobody could read in time do not cost the user their answer.
    case 'likely':
    case 'quiet':
      return go({ kind: 'speaking', reply }, { type: 'restore-playback' });
  }
}

function whenJudged(state: OverlappedState, verdict: OverlapVerdict, config: TurnConfig): TurnStep {
  const { reply, phase } = state;
  if (verdict === 'stop') return rest(config, ...leave(state, config), ...abort(reply, 'stopped'));
  if (!isSpeech(phase)) return stay(state);
  if (verdict === 'addressed') return userGoesOn(state, config, [...leave(state, config), ...abort(reply, 'barge-in')]);
  // What is no speech, or not for us, may go on as it likes.
  if (verdict !== 'backchannel') return giveBack(state, config);
  // Someone who still says "mm-hm", or said it just now, may yet say more.
  if (phase.kind !== 'quiet') return stay(state);
  return go(state, cancel('overlap'), startTimer('overlap', phase.since, config.backchannelPauseSamples));
}

/** The reply is over; what the user says stands. */
function userGoesOn({ phase }: OverlappedState, config: TurnConfig, effects: readonly TurnEffect[]): TurnStep {
  if (!isSpeech(phase)) return rest(config, ...effects);
  if (phase.kind === 'talking') return go({ kind: 'user-speaking' }, ...effects);
  const paused = pause(phase.since, config);
  return go(paused.state, ...effects, ...paused.effects);
}

function talkOver(reply: ReplyId): TurnState {
  return { kind: 'overlapped', reply, phase: { kind: 'talking' } };
}

/** Whether it is known that somebody speaks, or spoke. */
function isSpeech(phase: OverlapPhase): phase is Extract<OverlapPhase, { kind: 'talking' | 'quiet' }> {
  return phase.kind === 'talking' || phase.kind === 'quiet';
}

function giveBack(state: OverlappedState, config: TurnConfig): TurnStep {
  return go({ kind: 'speaking', reply: state.reply }, ...leave(state, config), { type: 'restore-playback' });
}

function pause(since: SampleTime, config: TurnConfig): TurnStep {
  const timer = startTimer('endpoint', since, config.unscoredDelaySamples);
  return go({ kind: 'user-paused', since, draft: undefined }, timer);
}

function takeFloor(state: TurnState, config: TurnConfig): TurnStep {
  const reason: AbortReason = state.kind === 'speaking' || state.kind === 'overlapped' ? 'barge-in' : 'user-resumed';
  return go({ kind: 'user-speaking' }, ...leave(state, config), ...abort(openReply(state), reason));
}

function whenMuted(state: TurnState, config: TurnConfig): TurnStep {
  switch (state.kind) {
    case 'thinking':
    case 'speaking':
      return stay(state);
    case 'overlapped':
      return giveBack(state, config);
    default:
      return go({ kind: 'asleep' }, ...leave(state, config), ...abort(openReply(state), 'muted'));
  }
}

function answerNow(state: TurnState, config: TurnConfig, nextReply: () => ReplyId): TurnStep {
  const reply = nextReply();
  return go(
    { kind: 'thinking', reply },
    ...leave(state, config),
    ...abort(openReply(state), 'replaced'),
    { type: 'begin-reply', reply },
    { type: 'commit-user-turn', reply },
  );
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

/** The timer that runs in a state. */
function leave(state: TurnState, config: TurnConfig): TurnEffect[] {
  if (state.kind === 'listening' && config.rest.kind === 'attentive') return [cancel('attention')];
  if (state.kind === 'user-paused') return [cancel('endpoint')];
  if (state.kind === 'overlapped') return [cancel('overlap')];
  return [];
}

function rest(config: TurnConfig, ...effects: readonly TurnEffect[]): TurnStep {
  return config.rest.kind === 'asleep' ? go({ kind: 'asleep' }, ...effects) : listen(config, ...effects);
}

function listen({ rest: place }: TurnConfig, ...effects: readonly TurnEffect[]): TurnStep {
  if (place.kind !== 'attentive') return go({ kind: 'listening' }, ...effects);
  const timer: TurnEffect = { type: 'start-timer', timer: 'attention', due: { inSamples: place.samples } };
  return go({ kind: 'listening' }, ...effects, timer);
}

function startTimer(timer: TimerName, from: SampleTime, delaySamples: number): TurnEffect {
  return { type: 'start-timer', timer, due: { at: (from + delaySamples) as SampleTime } };
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
