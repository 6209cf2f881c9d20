/** A conversation without sound or models: a turn runner with a tracer, told what to hear, for tests of what is traced. */

import type { ReplyId, SampleTime } from '../../contract/ids.ts';
import { type TraceSettings, type TurnTrace, turnTrace } from '../../contract/trace.ts';
import { FRAME_SAMPLES, msToSamples } from '../../engine/audio/audio-frame.ts';
import type { LagMeter } from '../../engine/telemetry/event-loop-lag.ts';
import { TurnTracer } from '../../engine/telemetry/turn-tracer.ts';
import { type EndpointEvidence, judgeEndpoint } from '../../engine/turn/endpointing/judge-endpoint.ts';
import { type SpeakerPace, UNKNOWN_PACE } from '../../engine/turn/endpointing/speaker-pace.ts';
import { judgeOverlap, type OverlapEvidence } from '../../engine/turn/overlap/judge-overlap.ts';
import { loadPhrases, type Phrases } from '../../engine/turn/phrases/phrases.ts';
import { openReply, type TurnConfig, type TurnEvent, type TurnState } from '../../engine/turn/turn-machine.ts';
import { TurnRunner } from '../../engine/turn/turn-runner.ts';

export const PHRASES: Phrases = loadPhrases('en');
export const ASSISTANT = 'Sotto';
export const SETTINGS: TraceSettings = { eagerness: 0.5, sensitivity: 0.5, bargeIn: 'words', mode: 'hands-free' };

const YIELD_AFTER_MS = { 'any-speech': 350, words: 1500, 'stop-phrases': 60_000, never: 60_000 };

export function configOf({ bargeIn }: TraceSettings): TurnConfig {
  return {
    unscoredDelaySamples: msToSamples(800),
    eagerThreshold: 0.3,
    yieldAfterSamples: msToSamples(YIELD_AFTER_MS[bargeIn]),
    holdAfterSamples: msToSamples(64),
    verdictPatienceSamples: msToSamples(1500),
    backchannelPauseSamples: msToSamples(700),
    rest: { kind: 'listening' },
  };
}

const NO_LAG: LagMeter = { start: () => undefined, stop: () => undefined };

export class TracedTurns {
  readonly traces: TurnTrace[] = [];
  readonly tracer: TurnTracer;
  readonly #runner: TurnRunner;
  readonly #settings: TraceSettings;
  readonly #dropped: { readonly tokens: number; readonly speechMs: number };
  #now = 0;
  #turnId = 0;
  #lastSoundAt = 0;

  constructor(
    settings: TraceSettings = SETTINGS,
    { config = configOf(settings), lag = NO_LAG, dropped = { tokens: 7, speechMs: 250 } } = {},
  ) {
    this.#settings = settings;
    this.#dropped = dropped;
    this.tracer = new TurnTracer({
      settings,
      config,
      lag,
      nowMs: () => 1_000,
      // What comes out must be what can be kept.
      onTrace: (trace) => this.traces.push(turnTrace.parse(JSON.parse(JSON.stringify(trace)))),
    });
    this.#runner = new TurnRunner(
      {
        beginReply: () => undefined,
        commitUserTurn: (replyId) => this.#committed(replyId),
        abortReply: (reply) =>
          this.tracer.replyDropped(reply, {
            generatedTokens: this.#dropped.tokens,
            synthesisedMs: this.#dropped.speechMs,
          }),
        duckPlayback: () => undefined,
        holdPlayback: () => undefined,
        restorePlayback: () => undefined,
        floorChanged: () => undefined,
      },
      config,
      (step) => this.tracer.step(step),
    );
    this.post({ type: 'woken' });
  }

  get state(): TurnState {
    return this.#runner.state;
  }

  get now(): SampleTime {
    return this.#now as SampleTime;
  }

  post(event: TurnEvent): void {
    this.#runner.post(event);
  }

  /** Captured time goes on by so many frames. */
  frames(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#now += FRAME_SAMPLES;
      this.#runner.advance(this.now);
    }
  }

  ms(durationMs: number): void {
    this.frames(Math.round(msToSamples(durationMs) / FRAME_SAMPLES));
  }

  speak(): void {
    this.post({ type: 'speech-started', at: this.now });
  }

  /** @param agoMs how long the silence has lasted when it is noticed. */
  pause(agoMs = 96): void {
    this.#lastSoundAt = Math.max(this.#lastSoundAt, this.#now - msToSamples(agoMs));
    this.post({ type: 'speech-paused', at: this.#lastSoundAt as SampleTime });
  }

  endpoint(evidence: Partial<EndpointEvidence>, pace: SpeakerPace = UNKNOWN_PACE): void {
    const all = { acoustic: undefined, text: undefined, afterQuestion: false, ...evidence };
    const { eagerness } = this.#settings;
    const judgement = judgeEndpoint(all, { phrases: PHRASES, eagerness, pace });
    this.tracer.endpointJudged(this.now, all, pace, judgement);
    const { probability, delayMs, reason } = judgement;
    this.post({ type: 'end-of-turn-judged', probability, delaySamples: msToSamples(delayMs), reason });
  }

  overlap(evidence: Partial<OverlapEvidence>): void {
    if (this.state.kind !== 'overlapped') return;
    const all: OverlapEvidence = {
      text: undefined,
      heard: 'speech',
      speechMs: 600,
      levelDbfs: -30,
      usualLevelDbfs: -30,
      stillSpeaking: false,
      replyText: 'The capital of Peru is Lima.',
      afterQuestion: false,
      ...evidence,
    };
    const { bargeIn, sensitivity } = this.#settings;
    const judgement = judgeOverlap(all, { phrases: PHRASES, assistantName: ASSISTANT, bargeIn, sensitivity });
    this.tracer.overlapJudged(this.now, all, judgement);
    const { verdict, reason } = judgement;
    if (verdict !== undefined) this.post({ type: 'overlap-judged', verdict, reason });
  }

  nothing(reason: string): void {
    this.tracer.event({ type: 'transcript.rejected', reason });
    this.post({ type: 'nothing-heard' });
  }

  reply(type: 'playback-started' | 'reply-finished' | 'reply-failed'): void {
    const reply = openReply(this.state);
    if (reply !== undefined) this.post({ type, reply });
  }

  endOfCapture(): void {
    this.#runner.endOfCapture();
  }

  close(): readonly TurnTrace[] {
    this.post({ type: 'closed' });
    this.tracer.flush();
    return this.traces;
  }

  #committed(replyId: ReplyId): void {
    this.#turnId += 1;
    this.tracer.event({ type: 'reply.started', turnId: this.#turnId, replyId });
  }
}
