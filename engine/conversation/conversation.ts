/**
 * The conversation: wires the stages, top to bottom in the order a word travels. Read this file first.
 *
 *   microphone → listening → user turn → turn runner → dialogue → reply run → player
 *
 * Invariants:
 * 1. Only the turn runner decides who has the floor; this file performs what it decides.
 * 2. Nothing is said or stored before a turn is committed.
 * 3. History holds what the user heard, not what was generated.
 */

import type { EngineEvent } from '../../contract/events.ts';
import { type SottoFault, toFault } from '../../contract/faults.ts';
import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import type { Microphone } from '../capture/capture.ts';
import { Player } from '../playback/player.ts';
import { heardText, textUntil, wordStart } from '../tts/heard-text.ts';
import type { AbortReason } from '../turn/turn-machine.ts';
import { TurnRunner } from '../turn/turn-runner.ts';
import { apologise } from './apology.ts';
import type { ConversationConfig, ConversationPorts } from './conversation-ports.ts';
import { Ear, type TurnTaking } from './ear.ts';
import { Floor } from './floor.ts';
import { Listening } from './listening.ts';
import type { OpenReply } from './open-reply.ts';
import { ReplyRun, type ReplySource } from './reply-run.ts';
import { segmentEvent } from './segment-event.ts';
import { TurnStopwatch } from './turn-marks.ts';
import { joinText } from './turn-transcript.ts';
import { TypedWords } from './typed-words.ts';
import { UserTurn } from './user-turn.ts';
import { VoiceSource } from './voice-source.ts';

export class Conversation implements AsyncDisposable {
  readonly #ports: ConversationPorts;
  readonly #emit: (event: EngineEvent) => void;
  readonly #listening: Listening;
  readonly #user: UserTurn;
  readonly #turn: TurnRunner;
  readonly #player: Player;
  readonly floor = new Floor();
  readonly #ear: Ear;
  readonly #voice = new VoiceSource();
  #now = 0 as SampleTime;
  readonly #typed = new TypedWords();
  #reply: OpenReply | undefined;
  #assistantText = '';

  constructor(ports: ConversationPorts, config: ConversationConfig, emit: (event: EngineEvent) => void) {
    this.#ports = ports;
    this.#emit = emit;
    const { mode } = config.turnTaking;
    this.#ear = new Ear(config.turnTaking, () => this.#turn.state);
    this.#listening = new Listening(ports.vad, ports.clock, {
      suspected: (at) => this.#hear({ type: 'speech-suspected', at }),
      dismissed: (at) => this.#hear({ type: 'speech-dismissed', at }),
      started: (at) => this.#spokenFrom(at, 'started'),
      resumed: (at) => this.#spokenFrom(at, 'resumed'),
      paused: (at, utterance, atMs) => {
        // A key decides when the turn is over.
        if (this.#ear.isOpen && !this.#ear.isHeld) this.#user.paused(at, utterance, atMs);
      },
      advanced: (now, speaking) => {
        this.#now = now;
        this.#turn.advance(now);
        if (speaking !== undefined && this.#ear.isOpen) this.#user.speaking(speaking, now);
      },
    });
    this.#turn = new TurnRunner(
      {
        beginReply: (id) => this.#beginReply(id),
        commitUserTurn: (id) => this.#commitUserTurn(id),
        abortReply: (id, reason) => this.#abortReply(id, reason),
        duckPlayback: () => this.#player.duck(),
        holdPlayback: () => this.#holdPlayback(),
        restorePlayback: () => this.#restorePlayback(),
        floorChanged: (from, to) => {
          this.#emit({ type: 'turn.changed', from, to });
          this.floor.moveTo(to);
          // What was said over a reply, and did not take the floor, belongs to no turn.
          if (to === 'speaking') this.#ignoreUtterance();
          if (to === 'listening' || to === 'asleep') this.#dropUtterance();
          if (to === 'listening' || to === 'asleep') ports.dialogue.idle();
          else ports.dialogue.busy();
        },
      },
      config.turn,
      (step) => ports.tracer?.step(step),
    );
    this.#user = new UserTurn(ports, config, {
      now: () => this.#now,
      floor: () => this.#turn.state,
      post: (event) => this.#turn.post(event),
      emit,
      raise: (error) => this.#raise(error),
      assistantText: () => this.#saidUntilNow(),
      hasUnanswered: () => ports.dialogue.hasUnanswered,
      wordsKnown: (text) => ports.dialogue.readAhead(text),
      forget: () => this.#dropUtterance(),
    });
    this.#player = new Player(
      ports.openSpeaker,
      {
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
      },
      ports.clock,
    );
    if (mode === 'hands-free') this.#turn.post({ type: 'woken' });
  }

  /** Listens and answers until the microphone ends, the last answer was heard, or `signal` aborts. */
  async converse(microphone: Microphone, signal: AbortSignal, turnTaking: TurnTaking): Promise<void> {
    const turnDecided = async (): Promise<void> => {
      await this.#user.judged;
      await this.floor.userMayTalk();
    };
    this.#voice.listensTo(microphone);
    await this.#listening.run(microphone, signal, turnTaking === 'half-duplex' ? turnDecided : undefined);
    await this.#user.judged;
    if (!signal.aborted) this.#turn.endOfCapture();
    await this.floor.settled(signal);
  }

  /** Answers typed text, `isSilent` in text only. Resolves when the answer was given and heard, or interrupted. */
  async submit(text: string, signal: AbortSignal, isSilent = false): Promise<void> {
    this.#typed.add(text, isSilent, this.#ports.clock.nowMs());
    this.#turn.post({ type: 'turn-submitted' });
    await this.floor.settled(signal);
  }

  /** A key is down: the user has the floor until it is let go, whatever their voice does. */
  press(): void {
    this.#turn.post({ type: 'floor-taken' });
    this.#listening.hold();
    this.#ear.hold();
  }

  /** The key is let go: the turn is complete. */
  release(): void {
    if (!this.#ear.isHeld) return;
    const said = this.#listening.release();
    if (said !== undefined) this.#user.paused(said.at, said.utterance, said.atMs);
    this.#ear.release();
    this.#turn.post({ type: 'turn-submitted' });
  }

  /** Silences the assistant, without an answer. */
  stop(): void {
    this.#turn.post({ type: 'stopped' });
  }

  /** The microphone was closed, or opened again. What the assistant says goes on. */
  setMuted(muted: boolean): void {
    if (muted) this.#dropUtterance();
    this.#ear.setMuted(muted);
    if (muted) this.#turn.post({ type: 'muted' });
    else if (!this.#ear.sleeps) this.#turn.post({ type: 'woken' });
  }

  /** Half-duplex: nothing is heard while the assistant speaks, because it would hear itself. */
  setTurnTaking(turnTaking: TurnTaking): void {
    this.#ear.setTurnTaking(turnTaking);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#turn.post({ type: 'closed' });
    this.#user.drop();
    await this.#player[Symbol.asyncDispose]();
    await this.#ports.dialogue[Symbol.asyncDispose]();
  }

  // Speech → turn

  #spokenFrom(at: SampleTime, how: 'started' | 'resumed'): void {
    if (!this.#ear.isOpen) return;
    this.#emit({ type: 'speech.started', at });
    this.#voice.speechBegan(['speaking', 'overlapped'].includes(this.#turn.state.kind));
    if (how === 'started') this.#user.started(at);
    else this.#user.resumed(at);
    this.#turn.post({ type: 'speech-started', at });
  }

  #hear(event: { readonly type: 'speech-suspected' | 'speech-dismissed'; readonly at: SampleTime }): void {
    if (this.#ear.isOpen) this.#turn.post(event);
  }

  // Turn → reply

  #beginReply(id: ReplyId): void {
    const stopwatch = new TurnStopwatch();
    const { clock, dialogue, reply } = this.#ports;
    const mark = (name: Parameters<TurnStopwatch['mark']>[0]) => stopwatch.mark(name, clock.nowMs());
    const source = this.#source(stopwatch);
    const run = new ReplyRun(
      id,
      source,
      {
        ...reply,
        ...(this.#typed.isAnswerSilent ? { voice: undefined } : {}),
        play: (replyId, sound) => this.#player.enqueue(replyId, sound),
      },
      {
        firstToken: () => mark('firstTokenMs'),
        firstClause: () => mark('firstClauseMs'),
        firstAudioReady: () => mark('firstAudioReadyMs'),
        delta: (text) => {
          this.#assistantText += text;
          this.#emit({ type: 'reply.delta', replyId: id, text });
        },
        completed: (text, reason, usage) => {
          const open = this.#reply;
          if (open?.run.id !== id || open.turnId === undefined) return;
          open.progress = 'written';
          const { turnId } = open;
          dialogue.replyWritten(text, usage);
          this.#emit({ type: 'reply.completed', turnId, replyId: id, text, reason, usage });
        },
        segment: (segment, startSample, sampleRateHz, emotion) =>
          this.#emit(segmentEvent(id, segment, startSample, sampleRateHz, emotion)),
        voiceFailed: (fault) => this.#raise(fault),
        spoken: () => void this.#endPlayback(id),
        failed: (fault) => this.#replyFailed(id, fault),
      },
    );
    const known = source.catch(() => undefined);
    const originMs = this.#typed.atMs ?? this.#user.pausedAtMs;
    this.#reply = { run, source: known, stopwatch, originMs, progress: 'draft', turnId: undefined };
    this.#player.begin(id);
  }

  async #source(stopwatch: TurnStopwatch): Promise<ReplySource | undefined> {
    const typed = this.#typed.text;
    const { dialogue, tools } = this.#ports;
    const heard = await this.#user.heard();
    const { text: spoken, language } = heard.kind === 'speech' ? heard : { text: '', language: '' };
    if (heard.kind === 'speech') stopwatch.mark('transcriptMs', this.#user.transcribedAtMs);
    const text = joinText(typed, spoken);
    const source = typed === '' ? this.#voice.current : 'typed';
    const answer = text === '' ? undefined : tools?.answerFor({ text, language, source });
    if (answer === undefined) return text === '' && !dialogue.hasUnanswered ? undefined : dialogue.promptFor(text);
    await dialogue.recalled();
    return answer;
  }

  #commitUserTurn(id: ReplyId): void {
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    reply.progress = 'committed';
    reply.stopwatch.mark('turnDecidedMs', this.#ports.clock.nowMs());
    void this.#commit(reply);
  }

  async #commit(reply: OpenReply): Promise<void> {
    const typed = this.#typed.take();
    const said = this.#ports.keepSound && this.#user.sound();
    const words = this.#user.close(this.#now).catch(() => undefined);
    this.#listening.endUtterance();
    // Only then does this turn become history.
    const source = await reply.source;
    const heard = await words;
    const spoken = heard?.kind === 'speech' ? heard : undefined;
    const text = joinText(typed, spoken?.text ?? '');
    if (text === '' && !this.#ports.dialogue.hasUnanswered) return;
    if (typeof source !== 'function') this.#ports.tools?.turnPassed();
    this.#voice.utteranceEnded();
    // What the user said stays, also when the reply to it was dropped meanwhile.
    const turnId = this.#ports.dialogue.userSaid(text);
    if (spoken !== undefined) {
      this.#emit({ type: 'transcript.final', turnId, text: spoken.text, language: spoken.language });
      if (said !== undefined) this.#ports.keepSound?.(turnId, 'user', said);
    }
    if (reply.run.stopped) return;
    reply.turnId = turnId;
    this.#assistantText = '';
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
    this.#keepReply(reply);
    this.#turn.post({ type: 'reply-finished', reply: id });
  }

  #saidUntilNow(): string {
    const { run, heldAtSamples } = this.#reply ?? {};
    return run === undefined || heldAtSamples === undefined
      ? this.#assistantText
      : textUntil(run.handedOver, heldAtSamples);
  }

  #holdPlayback(): void {
    if (this.#reply !== undefined) this.#reply.heldAtSamples = this.#player.hold(this.#reply.run.id);
  }

  #restorePlayback(): void {
    const { run, heldAtSamples = 0 } = this.#reply ?? {};
    if (run !== undefined) this.#player.restore(run.id, wordStart(run.handedOver, heldAtSamples));
  }

  #abortReply(id: ReplyId, reason: AbortReason): void {
    const { heardSamples, sampleRateHz } = this.#player.stop(id);
    const reply = this.#reply;
    if (reply?.run.id !== id) return;
    this.#reply = undefined;
    reply.run.stop();
    this.#ports.tracer?.replyDropped(id, reply.run.work);
    const { turnId, run } = reply;
    // Without a voice the user reads what is written.
    const heard = run.isSilent ? run.text : heardText(run.handedOver, heardSamples);
    // Whoever is stopped before the first word is not asked the same again.
    if (turnId === undefined || (heard === '' && reason !== 'stopped')) return;
    this.#ports.dialogue.replyEnded(run.text, { status: 'interrupted', heardText: heard });
    this.#keepReply(reply, heardSamples);
    if (heardSamples > 0) {
      this.#emit({ type: 'playback.stopped', replyId: id, heardSamples, sampleRateHz, heardText: heard });
    }
    if (reply.progress === 'written') return;
    this.#emit({ type: 'reply.completed', turnId, replyId: id, text: run.text, reason: 'interrupted' });
  }

  /** @param heardSamples of a reply that was interrupted. */
  #keepReply({ turnId, run }: OpenReply, heardSamples: number = Infinity): void {
    const sound = turnId === undefined || this.#ports.keepSound === undefined ? undefined : run.sound(heardSamples);
    if (turnId !== undefined && sound !== undefined) this.#ports.keepSound?.(turnId, 'assistant', sound);
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
    const { voice } = this.#ports.reply;
    void apologise(reply.run, fault.code, voice, this.#player).then(() =>
      this.#turn.post({ type: 'reply-failed', reply: id }),
    );
  }

  #emitTiming({ run, stopwatch, originMs, turnId }: OpenReply): void {
    if (turnId === undefined) return;
    this.#emit({ type: 'turn.timing', turnId, replyId: run.id, marks: stopwatch.since(originMs) });
  }

  #ignoreUtterance(): void {
    this.#user.drop();
    this.#listening.ignore();
  }

  #dropUtterance(): void {
    this.#voice.utteranceEnded();
    this.#user.drop();
    this.#listening.endUtterance();
  }

  #raise(error: unknown): void {
    const fault = toFault(error);
    if (fault.code !== 'cancelled') this.#emit({ type: 'fault.raised', fault });
  }
}
