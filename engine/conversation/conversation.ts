/**
 * The conversation: wires the stages, top to bottom in the order a word travels. Read this file first.
 *
 *   microphone → listening → turn transcript → turn runner → dialogue → reply run → player
 *
 * Invariants:
 * 1. Only the turn runner decides who has the floor; this file performs what it decides.
 * 2. Nothing is said or stored before a turn is committed.
 * 3. History holds what the user heard, not what was generated.
 */

import type { EngineEvent } from '../../contract/events.ts';
import { type SottoFault, toFault } from '../../contract/faults.ts';
import type { ReplyId, SampleTime, TurnId } from '../../contract/ids.ts';
import type { Clock } from '../base/clock.ts';
import type { Microphone } from '../capture/capture.ts';
import type { OpenSpeaker } from '../playback/playback.ts';
import { Player } from '../playback/player.ts';
import type { ChatMessage } from '../reply/language-model.ts';
import type { Transcriber } from '../stt/stt.ts';
import { heardText } from '../tts/heard-text.ts';
import type { EndOfTurnModel } from '../turn/endpointing/endpointing.ts';
import { combineWithWords } from '../turn/endpointing/words.ts';
import type { TurnConfig } from '../turn/turn-machine.ts';
import { TurnRunner } from '../turn/turn-runner.ts';
import type { VoiceActivityDetector } from '../vad/vad.ts';
import { apologyFor } from './apology.ts';
import type { Dialogue } from './dialogue.ts';
import { Floor } from './floor.ts';
import { Listening } from './listening.ts';
import { type ReplyParts, ReplyRun } from './reply-run.ts';
import { TurnStopwatch } from './turn-marks.ts';
import { type Heard, joinText, type TranscriptOptions, TurnTranscript } from './turn-transcript.ts';
import type { Utterance } from './utterance.ts';

export interface ConversationPorts {
  readonly clock: Clock;
  readonly vad: VoiceActivityDetector;
  readonly transcriber: Transcriber;
  /** Without it, silence alone ends a turn. */
  readonly endOfTurn: EndOfTurnModel | undefined;
  readonly dialogue: Dialogue;
  readonly reply: Omit<ReplyParts, 'play'>;
  readonly openSpeaker: OpenSpeaker;
}

export interface ConversationConfig {
  readonly transcript: TranscriptOptions;
  readonly turn: TurnConfig;
}

/**
 * Whether the microphone is heard while the assistant judges, thinks and speaks. A recording that is read faster than
 * real time is half-duplex: captured time stands still until it is the user's turn again.
 */
export type TurnTaking = 'full-duplex' | 'half-duplex';

/** Without a model of the voice neither side is favoured. */
const NEUTRAL_SCORE = 0.5;

/** The reply that is open, with everything that belongs to its turn. */
interface OpenReply {
  readonly run: ReplyRun;
  /** Settled once the prompt is built from what was said before. */
  readonly prompted: Promise<unknown>;
  readonly stopwatch: TurnStopwatch;
  /** When the user's last sound ended, on the wall clock. */
  readonly originMs: number;
  /** Once committed its failures are worth telling; once written all of its text is known. */
  progress: 'draft' | 'committed' | 'written';
  turnId: TurnId | undefined;
}

export class Conversation implements AsyncDisposable {
  readonly #ports: ConversationPorts;
  readonly #config: ConversationConfig;
  readonly #emit: (event: EngineEvent) => void;
  readonly #listening: Listening;
  readonly #turn: TurnRunner;
  readonly #player: Player;
  readonly #floor = new Floor();
  #transcript: TurnTranscript | undefined;
  #pausedAtMs = 0;
  /** Counts pauses, so that a result for an earlier one is known to be late. */
  #pauses = 0;
  /** Resolves when voice and words of the last pause have been judged. */
  #judging: Promise<void> = Promise.resolve();
  /** What the voice said of the end of this turn. */
  #acousticScore: number | undefined;
  #transcribedAtMs = 0;
  #typed = '';
  #reply: OpenReply | undefined;

  constructor(ports: ConversationPorts, config: ConversationConfig, emit: (event: EngineEvent) => void) {
    this.#ports = ports;
    this.#config = config;
    this.#emit = emit;
    this.#listening = new Listening(ports.vad, ports.clock, {
      started: (at) => this.#speechStarted(at),
      resumed: (at) => this.#speechStarted(at),
      paused: (at, utterance, atMs) => this.#speechPaused(at, utterance, atMs),
      advanced: (now) => this.#turn.advance(now),
    });
    this.#turn = new TurnRunner(
      {
        beginReply: (id) => this.#beginReply(id),
        commitUserTurn: (id) => this.#commitUserTurn(id),
        abortReply: (id) => this.#abortReply(id),
        duckPlayback: () => undefined,
        restorePlayback: () => undefined,
        floorChanged: (from, to) => {
          this.#emit({ type: 'turn.changed', from, to });
          this.#floor.moveTo(to);
          // What was said over a reply, and did not take the floor, belongs to no turn.
          if (to === 'speaking' || to === 'listening') this.#dropUtterance();
          if (to === 'listening') ports.dialogue.idle();
          else ports.dialogue.busy();
        },
      },
      config.turn,
    );
    this.#player = new Player(ports.openSpeaker, {
      started: (id) => this.#playbackStarted(id),
      progressed: (replyId, heardSamples, sampleRateHz) =>
        this.#emit({ type: 'playback.progressed', replyId, heardSamples, sampleRateHz }),
      finished: (replyId, heardSamples, sampleRateHz) => {
        this.#emit({ type: 'playback.finished', replyId, heardSamples, sampleRateHz });
        this.#finishReply(replyId);
      },
      // The text of the reply is there; only its sound is lost.
      failed: (replyId, fault) => {
        this.#raise(fault);
        this.#finishReply(replyId);
      },
    });
    this.#turn.post({ type: 'woken' });
  }

  /** Listens and answers until the microphone ends, the last answer was heard, or `signal` aborts. */
  async converse(microphone: Microphone, signal: AbortSignal, turnTaking: TurnTaking): Promise<void> {
    const turnDecided = async (): Promise<void> => {
      await this.#judging;
      await this.#floor.userMayTalk();
    };
    await this.#listening.run(microphone, signal, turnTaking === 'half-duplex' ? turnDecided : undefined);
    await this.#judging;
    if (!signal.aborted) this.#turn.endOfCapture();
    await this.#floor.settled(signal);
  }

  /** Answers typed text. Resolves when the answer was heard, or interrupted. */
  async submit(text: string, signal: AbortSignal): Promise<void> {
    this.#typed = joinText(this.#typed, text);
    this.#pausedAtMs = this.#ports.clock.nowMs();
    this.#turn.post({ type: 'turn-submitted' });
    await this.#floor.settled(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#turn.post({ type: 'muted' });
    this.#transcript?.drop();
    await this.#player[Symbol.asyncDispose]();
    await this.#ports.dialogue[Symbol.asyncDispose]();
  }

  // Speech → transcript and turn

  #speechStarted(at: SampleTime): void {
    this.#emit({ type: 'speech.started', at });
    this.#turn.post({ type: 'speech-started', at });
  }

  #speechPaused(at: SampleTime, utterance: Utterance, atMs: number): void {
    const pause = ++this.#pauses;
    this.#pausedAtMs = atMs;
    this.#emit({ type: 'speech.paused', at });
    this.#acousticScore = undefined;
    this.#transcript ??= new TurnTranscript(this.#ports.transcriber, this.#config.transcript);
    const heard = this.#transcript.paused(utterance, at).finally(() => {
      this.#transcribedAtMs = this.#ports.clock.nowMs();
    });
    this.#turn.post({ type: 'speech-paused', at });
    const judged = [this.#scoreEndOfTurn(utterance.pending(at), pause), this.#transcribed(heard, pause)];
    this.#judging = Promise.all(judged).then(() => undefined);
  }

  async #scoreEndOfTurn(pcm: Float32Array, pause: number): Promise<void> {
    try {
      const probability = await this.#ports.endOfTurn?.predict(pcm);
      if (probability === undefined || pause !== this.#pauses) return;
      this.#acousticScore = probability;
      this.#turn.post({ type: 'end-of-turn-scored', probability });
    } catch (error) {
      // The timer that counts silence alone is running and ends the turn.
      this.#raise(error);
    }
  }

  async #transcribed(result: Promise<Heard>, pause: number): Promise<void> {
    // A failure is told by the reply that waits for the same transcript.
    const heard = await result.catch(() => undefined);
    if (heard === undefined || pause !== this.#pauses) return;
    if (heard.kind === 'speech') {
      this.#emit({ type: 'transcript.partial', text: heard.text, stableLength: 0 });
      const probability = combineWithWords(this.#acousticScore ?? NEUTRAL_SCORE, heard.text);
      this.#turn.post({ type: 'end-of-turn-scored', probability });
      // Should the user go on, the model has read their words by the time they finish.
      if (this.#turn.state.kind === 'user-speaking') this.#ports.dialogue.readAhead(heard.text);
      return;
    }
    this.#emit({ type: 'transcript.rejected', reason: heard.reason });
    this.#turn.post({ type: 'nothing-heard' });
    // A cough while the assistant was thinking does not make it forget the question.
    if (this.#ports.dialogue.hasUnanswered) this.#turn.post({ type: 'turn-submitted' });
  }

  // Turn → reply

  #beginReply(id: ReplyId): void {
    const stopwatch = new TurnStopwatch();
    const { clock, dialogue, reply } = this.#ports;
    const mark = (name: Parameters<TurnStopwatch['mark']>[0]) => stopwatch.mark(name, clock.nowMs());
    const prompt = this.#prompt(stopwatch);
    const run = new ReplyRun(
      id,
      prompt,
      { ...reply, play: (replyId, sound) => this.#player.enqueue(replyId, sound) },
      {
        firstToken: () => mark('firstTokenMs'),
        firstClause: () => mark('firstClauseMs'),
        firstAudioReady: () => mark('firstAudioReadyMs'),
        delta: (text) => this.#emit({ type: 'reply.delta', replyId: id, text }),
        completed: (text, reason, usage) => {
          const open = this.#reply;
          if (open?.run.id !== id || open.turnId === undefined) return;
          open.progress = 'written';
          const { turnId } = open;
          dialogue.replyWritten(text, usage);
          this.#emit({ type: 'reply.completed', turnId, replyId: id, text, reason, usage });
        },
        voiceFailed: (fault) => this.#raise(fault),
        spoken: () => void this.#endPlayback(id),
        failed: (fault) => this.#replyFailed(id, fault),
      },
    );
    const prompted = prompt.catch(() => undefined);
    this.#reply = { run, prompted, stopwatch, originMs: this.#pausedAtMs, progress: 'draft', turnId: undefined };
    this.#player.begin(id);
  }

  async #prompt(stopwatch: TurnStopwatch): Promise<readonly ChatMessage[] | undefined> {
    const typed = this.#typed;
    const { dialogue } = this.#ports;
    const heard = await this.#transcript?.latest();
    if (heard?.kind === 'speech') stopwatch.mark('transcriptMs', this.#transcribedAtMs);
    const userText = joinText(typed, heard?.kind === 'speech' ? heard.text : '');
    return userText === '' && !dialogue.hasUnanswered ? undefined : dialogue.promptFor(userText);
  }

  #commitUserTurn(id: ReplyId): void {
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    reply.progress = 'committed';
    reply.stopwatch.mark('turnDecidedMs', this.#ports.clock.nowMs());
    void this.#commit(reply);
  }

  async #commit(reply: OpenReply): Promise<void> {
    const typed = this.#typed;
    this.#typed = '';
    const transcript = this.#transcript;
    this.#closeUtterance();
    // Only then does this turn become history.
    await reply.prompted;
    const heard = await transcript?.latest().catch(() => undefined);
    const spoken = heard?.kind === 'speech' ? heard : undefined;
    const text = joinText(typed, spoken?.text ?? '');
    if (text === '' && !this.#ports.dialogue.hasUnanswered) return;
    // What the user said stays, also when the reply to it was dropped meanwhile.
    const turnId = this.#ports.dialogue.userSaid(text);
    if (spoken !== undefined) {
      this.#emit({ type: 'transcript.final', turnId, text: spoken.text, language: spoken.language });
    }
    if (reply.run.stopped) return;
    reply.turnId = turnId;
    this.#emit({ type: 'reply.started', turnId, replyId: reply.run.id });
    reply.run.commit();
  }

  // Reply → playback → history

  #playbackStarted(replyId: ReplyId): void {
    const reply = this.#reply;
    if (reply?.run.id !== replyId) return;
    reply.stopwatch.mark('firstAudioMs', this.#ports.clock.nowMs());
    this.#emit({ type: 'playback.started', replyId });
    this.#emitTiming(reply);
    this.#turn.post({ type: 'playback-started', reply: replyId });
  }

  async #endPlayback(id: ReplyId): Promise<void> {
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    if (reply.run.handedOver.length > 0) return this.#player.end(id);
    this.#emitTiming(reply);
    this.#finishReply(id);
  }

  #finishReply(id: ReplyId): void {
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    this.#reply = undefined;
    this.#ports.dialogue.replyEnded(reply.run.text, { status: 'complete' });
    this.#turn.post({ type: 'reply-finished', reply: id });
  }

  #abortReply(id: ReplyId): void {
    const { heardSamples, sampleRateHz } = this.#player.stop(id);
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    this.#reply = undefined;
    reply.run.stop();
    const { turnId, run } = reply;
    // Without a voice the user reads what is written.
    const heard = this.#ports.reply.voice === undefined ? run.text : heardText(run.handedOver, heardSamples);
    if (turnId === undefined || heard === '') return;
    this.#ports.dialogue.replyEnded(run.text, { status: 'interrupted', heardText: heard });
    if (heardSamples > 0) {
      this.#emit({ type: 'playback.stopped', replyId: id, heardSamples, sampleRateHz, heardText: heard });
    }
    if (reply.progress === 'written') return;
    this.#emit({ type: 'reply.completed', turnId, replyId: id, text: run.text, reason: 'interrupted' });
  }

  #replyFailed(id: ReplyId, fault: SottoFault): void {
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    this.#reply = undefined;
    // The endpoint begins another reply in place of a failed draft.
    if (reply.progress === 'draft') {
      this.#turn.post({ type: 'reply-failed', reply: id });
      return;
    }
    this.#raise(fault);
    if (reply.turnId !== undefined) this.#ports.dialogue.replyEnded(reply.run.text, { status: 'failed' });
    void this.#apologise(reply.run, fault);
  }

  /** Says what happened, when there is a voice to say it; the floor is free either way. */
  async #apologise(run: ReplyRun, fault: SottoFault): Promise<void> {
    const voice = this.#ports.reply.voice;
    try {
      if (voice !== undefined && !run.stopped) {
        const request = { text: apologyFor(fault.code), ...voice.style };
        await this.#player.enqueue(run.id, await voice.synthesizer.synthesize(request, new AbortController().signal));
        await this.#player.end(run.id);
      }
    } catch {
      // Without a voice the fault that was raised is the message.
    } finally {
      this.#turn.post({ type: 'reply-failed', reply: run.id });
    }
  }

  #emitTiming({ run, stopwatch, originMs, turnId }: OpenReply): void {
    if (turnId === undefined) return;
    this.#emit({ type: 'turn.timing', turnId, replyId: run.id, marks: stopwatch.since(originMs) });
  }

  /** The turn is complete; its transcript may still be on its way. */
  #closeUtterance(): void {
    this.#listening.endUtterance();
    this.#transcript = undefined;
  }

  #dropUtterance(): void {
    this.#transcript?.drop();
    this.#closeUtterance();
    this.#pauses += 1;
  }

  #raise(error: unknown): void {
    const fault = toFault(error);
    if (fault.code !== 'cancelled') this.#emit({ type: 'fault.raised', fault });
  }
}
