/**
 * What the user says, from the first sound to the words, and what the words mean for the floor.
 *
 * Invariants:
 * 1. What is posted belongs to the last pause; a result for an earlier one is late and dropped.
 * 2. Words said over a reply are judged as such before they count as a turn.
 * 3. While asleep, nothing but a wake phrase has any effect.
 */

import type { EngineEvent } from '../../contract/events.ts';
import type { SampleTime } from '../../contract/ids.ts';
import type { Settings } from '../../contract/settings.ts';
import { msToSamples, SAMPLE_RATE_HZ, type Sound, samplesToMs } from '../audio/audio-frame.ts';
import { speechDbfs } from '../audio/level.ts';
import type { Clock } from '../base/clock.ts';
import { hearForGood, NO_WORDS } from '../stt/stable-words.ts';
import type { Transcriber } from '../stt/stt.ts';
import type { TurnTracer } from '../telemetry/turn-tracer.ts';
import { type EndOfTurnModel, HEARD_SILENCE_SAMPLES } from '../turn/endpointing/endpointing.ts';
import { judgeEndpoint } from '../turn/endpointing/judge-endpoint.ts';
import { learnPace, type SpeakerPace, UNKNOWN_PACE } from '../turn/endpointing/speaker-pace.ts';
import { isStopPhrase, judgeOverlap, type OverlapEvidence } from '../turn/overlap/judge-overlap.ts';
import { learnLevel, UNKNOWN_LEVEL, type UserLevel, usualLevel } from '../turn/overlap/user-level.ts';
import type { Phrases } from '../turn/phrases/phrases.ts';
import type { TurnEvent, TurnState } from '../turn/turn-machine.ts';
import { matchWakePhrase } from '../turn/wake/wake-phrase.ts';
import { type Heard, type TranscriptOptions, TurnTranscript } from './turn-transcript.ts';
import type { Utterance } from './utterance.ts';

export interface UserTurnPorts {
  readonly clock: Clock;
  readonly transcriber: Transcriber;
  /** Without it, words and silence end a turn. */
  readonly endOfTurn: EndOfTurnModel | undefined;
  /** Told each judgement with its evidence. */
  readonly tracer: TurnTracer | undefined;
}

export interface UserTurnConfig {
  readonly transcript: TranscriptOptions;
  readonly turnTaking: Pick<Settings['turnTaking'], 'eagerness' | 'bargeIn' | 'sensitivity'>;
  readonly phrases: Phrases;
  readonly wakePhrases: readonly string[];
  readonly assistantName: string;
}

/** What a turn of the user needs to know of the conversation, and what it tells it. */
export interface UserTurnListener {
  /** Captured time. */
  now(): SampleTime;
  floor(): TurnState;
  post(event: TurnEvent): void;
  emit(event: EngineEvent): void;
  raise(error: unknown): void;
  /** What the assistant said until now, the sentence it is saying included. */
  assistantText(): string;
  /** Whether a question of the user waits for its answer. */
  hasUnanswered(): boolean;
  /** Words that the user will not take back, while they go on. */
  wordsKnown(text: string): void;
  /** What was said is nobody's turn. */
  forget(): void;
}

/** A wake phrase is at the beginning: of talk that is not for the assistant no more than this is transcribed. */
const WAKE_SAMPLES: number = msToSamples(3000);

export class UserTurn {
  readonly #ports: UserTurnPorts;
  readonly #config: UserTurnConfig;
  readonly #listener: UserTurnListener;
  #transcript: TurnTranscript | undefined;
  /** Counts pauses, so that a result for an earlier one is known to be late. */
  #pauses = 0;
  #startedAt = 0 as SampleTime;
  #pausedAt: SampleTime | undefined;
  #spoken: { readonly utterance: Utterance; readonly until: SampleTime } | undefined;
  #acousticScore: number | undefined;
  #judging: Promise<void> = Promise.resolve();
  #pace: SpeakerPace = UNKNOWN_PACE;
  #level: UserLevel = UNKNOWN_LEVEL;
  /** When the user's last sound ended, and when its words were known, on the wall clock. */
  pausedAtMs = 0;
  transcribedAtMs = 0;

  constructor(ports: UserTurnPorts, config: UserTurnConfig, listener: UserTurnListener) {
    this.#ports = ports;
    this.#config = config;
    this.#listener = listener;
  }

  /** Resolves when voice and words of the last pause have been judged. */
  get judged(): Promise<void> {
    return this.#judging;
  }

  started(at: SampleTime): void {
    this.#startedAt = at;
    this.#pausedAt = undefined;
  }

  /** Somebody speaks, and has spoken until `now`. */
  speaking(utterance: Utterance, now: SampleTime): void {
    this.#spoken = { utterance, until: now };
    const { kind } = this.#listener.floor();
    if (kind !== 'user-speaking' && kind !== 'overlapped') return;
    this.#transcribing().speaking(utterance, now);
  }

  /** The user goes on after a pause. */
  resumed(at: SampleTime): void {
    if (this.#pausedAt !== undefined) this.#learnPause(at, 'went-on');
    this.#pausedAt = undefined;
  }

  paused(at: SampleTime, utterance: Utterance, atMs: number): void {
    const pause = ++this.#pauses;
    this.#pausedAt = at;
    this.#spoken = { utterance, until: at };
    this.pausedAtMs = atMs;
    this.#acousticScore = undefined;
    this.#listener.emit({ type: 'speech.paused', at });
    this.#listener.post({ type: 'speech-paused', at });
    if (this.#listener.floor().kind === 'asleep') {
      this.#judging = this.#listenForWakePhrase(utterance, at, pause);
      return;
    }
    const heard = this.#transcribe(utterance, at);
    const scored = this.#scoreVoice(utterance.pending((at + HEARD_SILENCE_SAMPLES) as SampleTime), pause);
    this.#judging = Promise.all([scored, this.#judgeWords(heard, pause)]).then(() => undefined);
  }

  /** What was heard up to the last pause. */
  async heard(): Promise<Heard> {
    const heard = await this.#transcript?.latest();
    return heard === undefined ? { kind: 'nothing', reason: 'silence' } : this.#withoutWakePhrase(heard);
  }

  /** What the user said in this turn until their last sound. */
  sound(): Sound | undefined {
    const { utterance, until } = this.#spoken ?? {};
    if (utterance === undefined || until === undefined) return undefined;
    return { pcm: utterance.pending(until), sampleRateHz: SAMPLE_RATE_HZ };
  }

  /** The turn is complete. @returns its words, which may still be on their way. */
  close(now: SampleTime): Promise<Heard> {
    if (this.#pausedAt !== undefined) this.#learnPause(now, 'ended');
    // Typed words have no level.
    if (this.sound() !== undefined) this.#level = learnLevel(this.#level, this.#levelDbfs());
    const heard = this.heard();
    this.#begin();
    return heard;
  }

  /** Nobody waits for what was said. */
  drop(): void {
    this.#transcript?.drop();
    this.#pauses += 1;
    this.#begin();
  }

  #begin(): void {
    this.#transcript = undefined;
    this.#pausedAt = undefined;
    this.#spoken = undefined;
  }

  #learnPause(until: SampleTime, outcome: 'went-on' | 'ended'): void {
    const pauseMs = samplesToMs(until - (this.#pausedAt ?? until));
    this.#pace = learnPace(this.#pace, { pauseMs, outcome });
  }

  #levelDbfs(): number {
    return speechDbfs(this.sound()?.pcm ?? new Float32Array());
  }

  #transcribing(): TurnTranscript {
    this.#transcript ??= new TurnTranscript(this.#ports.transcriber, this.#config.transcript, (partial) => {
      this.#partlyHeard(partial.text, partial.stableLength);
    });
    return this.#transcript;
  }

  async #transcribe(utterance: Utterance, at: SampleTime): Promise<Heard> {
    try {
      return this.#withoutWakePhrase(await this.#transcribing().paused(utterance, at));
    } finally {
      this.transcribedAtMs = this.#ports.clock.nowMs();
    }
  }

  #partlyHeard(text: string, stableLength: number): void {
    const { floor, emit, wordsKnown } = this.#listener;
    emit({ type: 'transcript.partial', text, stableLength });
    const { kind } = floor();
    if (kind === 'user-speaking' && stableLength > 0) wordsKnown(text.slice(0, stableLength));
    if (kind === 'overlapped') this.#judgeOverlap({ text, heard: 'speech', stillSpeaking: true });
  }

  async #scoreVoice(pcm: Float32Array, pause: number): Promise<void> {
    try {
      const probability = await this.#ports.endOfTurn?.predict(pcm);
      if (probability === undefined || pause !== this.#pauses) return;
      this.#acousticScore = probability;
      this.#judgeEndpoint(undefined);
    } catch (error) {
      // The timer that counts silence alone is running and ends the turn.
      this.#listener.raise(error);
    }
  }

  async #judgeWords(result: Promise<Heard>, pause: number): Promise<void> {
    // A failure is told by the reply that waits for the same transcript.
    const heard = await result.catch(() => undefined);
    if (heard === undefined || pause !== this.#pauses) return;
    const overlaps = this.#listener.floor().kind === 'overlapped';
    if (heard.kind === 'nothing') {
      this.#nothingHeard(heard.reason, heard.text);
      return;
    }
    // Whoever goes on takes the full stop back.
    const { stableLength } = hearForGood(NO_WORDS, heard.text);
    this.#listener.emit({ type: 'transcript.partial', text: heard.text, stableLength });
    if (overlaps) {
      // Whoever goes on has said the half of it.
      this.#judgeOverlap({ text: heard.text, heard: 'speech', stillSpeaking: this.#pausedAt === undefined });
    } else if (isStopPhrase(heard.text, this.#config.phrases, this.#config.assistantName)) {
      this.#listener.post({ type: 'stopped' });
      return;
    }
    this.#judgeEndpoint(heard.text);
    // Should the user go on, the model has read their words by the time they finish.
    if (this.#listener.floor().kind === 'user-speaking') this.#listener.wordsKnown(heard.text);
  }

  #nothingHeard(reason: string, text: string | undefined): void {
    const { floor, post, emit, hasUnanswered } = this.#listener;
    emit({ type: 'transcript.rejected', reason });
    const { kind } = floor();
    if (kind === 'overlapped') {
      this.#judgeOverlap({ text, heard: 'nothing', stillSpeaking: this.#pausedAt === undefined });
      return;
    }
    // Whoever goes on may yet say something: the next pause judges all of it.
    if (this.#pausedAt === undefined) return;
    post({ type: 'nothing-heard' });
    // A cough while the assistant was thinking does not make it forget the question.
    if (kind !== 'speaking' && hasUnanswered()) post({ type: 'turn-submitted' });
  }

  #judgeEndpoint(text: string | undefined): void {
    const evidence = {
      acoustic: this.#acousticScore,
      text,
      afterQuestion: isQuestion(this.#listener.assistantText()),
    };
    const { phrases, turnTaking } = this.#config;
    const pace = this.#pace;
    const judged = judgeEndpoint(evidence, { phrases, eagerness: turnTaking.eagerness, pace });
    this.#ports.tracer?.endpointJudged(this.#listener.now(), evidence, pace, judged);
    const { probability, delayMs, reason } = judged;
    this.#listener.post({ type: 'end-of-turn-judged', probability, delaySamples: msToSamples(delayMs), reason });
  }

  #judgeOverlap(heard: Pick<OverlapEvidence, 'text' | 'heard' | 'stillSpeaking'>): void {
    const { floor, post, emit, assistantText } = this.#listener;
    const state = floor();
    if (state.kind !== 'overlapped') return;
    const { phrases, assistantName, turnTaking } = this.#config;
    const { bargeIn, sensitivity } = turnTaking;
    const replyText = assistantText();
    const evidence: OverlapEvidence = {
      ...heard,
      speechMs: samplesToMs(Math.max(0, (this.#spoken?.until ?? 0) - this.#startedAt)),
      levelDbfs: this.#levelDbfs(),
      usualLevelDbfs: usualLevel(this.#level),
      replyText,
      afterQuestion: isQuestion(replyText),
    };
    const judged = this.#isCalled(heard.text)
      ? ({ verdict: 'addressed', reason: 'wake-phrase' } as const)
      : judgeOverlap(evidence, { phrases, assistantName, bargeIn, sensitivity });
    this.#ports.tracer?.overlapJudged(this.#listener.now(), evidence, judged);
    const { verdict, reason } = judged;
    if (verdict === undefined) return;
    emit({ type: 'overlap.judged', replyId: state.reply, verdict, reason });
    post({ type: 'overlap-judged', verdict, reason });
  }

  /** Over a reply the wake phrase may stand anywhere: the sentence may have begun before it could be heard. */
  #isCalled(text: string | undefined): boolean {
    return text !== undefined && matchWakePhrase(text, this.#config.wakePhrases, 'anywhere') !== undefined;
  }

  /** What is said to a sleeping assistant is forgotten, unless it begins with the wake phrase. */
  async #listenForWakePhrase(utterance: Utterance, at: SampleTime, pause: number): Promise<void> {
    const { floor, post, forget } = this.#listener;
    const { transcript, wakePhrases } = this.#config;
    if (wakePhrases.length === 0) return;
    const end = Math.min(at, utterance.startedAt + WAKE_SAMPLES) as SampleTime;
    const beginning = new TurnTranscript(this.#ports.transcriber, transcript);
    const heard = await beginning.paused(utterance, end).catch(() => undefined);
    if (pause !== this.#pauses || floor().kind !== 'asleep') return;
    const match = heard?.kind === 'speech' ? matchWakePhrase(heard.text, wakePhrases) : undefined;
    if (match === undefined) {
      forget();
      return;
    }
    post({ type: 'woken' });
    const goesOn = this.#spoken !== undefined && this.#spoken.until > at;
    if (match.rest === '' && !goesOn) {
      forget();
      return;
    }
    post({ type: 'speech-started', at: utterance.startedAt });
    if (!goesOn) this.paused(at, utterance, this.pausedAtMs);
  }

  #withoutWakePhrase(heard: Heard): Heard {
    if (heard.kind === 'nothing') return heard;
    const match = matchWakePhrase(heard.text, this.#config.wakePhrases);
    return match === undefined || match.rest === '' ? heard : { ...heard, text: match.rest };
  }
}

function isQuestion(text: string): boolean {
  return text.trimEnd().endsWith('?');
}
