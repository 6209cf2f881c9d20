/**
 * What the user said in one turn. Transcription begins at every pause, before anyone knows whether the turn is over.
 *
 * Invariants:
 * 1. `latest` belongs to the last pause; a result for an earlier one never replaces it.
 * 2. Words of a pause that the user spoke on from, and that lies far back, are settled: their audio is not decoded again,
 *    so the last pass of a long turn covers only its tail.
 */

import type { SampleTime } from '../../contract/ids.ts';
import { msToSamples } from '../audio/audio-frame.ts';
import { transcribeLong } from '../stt/long-audio.ts';
import { judgeTranscription } from '../stt/no-speech-gate.ts';
import type { Transcriber } from '../stt/stt.ts';
import { recognitionPrompt } from '../stt/user-terms.ts';
import type { Utterance } from './utterance.ts';

/** What was heard: empty text, with the reason, when it was not speech. */
export type Heard =
  | { readonly kind: 'speech'; readonly text: string; readonly language: string }
  | { readonly kind: 'nothing'; readonly reason: string };

export interface TranscriptOptions {
  readonly language: string;
  readonly terms: readonly string[];
}

/** Decoding this much again at the end of a turn would be felt; less gives the decoder too little context. */
const SETTLE_AFTER_SAMPLES: number = msToSamples(12_000);

/** A breath after the last sound, so that the last consonant is not cut. */
const TAIL_SAMPLES: number = msToSamples(96);

interface Pass {
  readonly end: SampleTime;
  readonly abort: AbortController;
  readonly heard: Promise<Heard>;
  result: Heard | undefined;
}

export class TurnTranscript {
  readonly #transcriber: Transcriber;
  readonly #options: TranscriptOptions;
  #settledText = '';
  #pass: Pass | undefined;

  constructor(
    transcriber: Transcriber,
    options: TranscriptOptions,
    _onPartial: (partial: { readonly text: string; readonly stableLength: number }) => void = () => undefined,
  ) {
    this.#transcriber = transcriber;
    this.#options = options;
  }

  /** The user is speaking, and has spoken until `now`. */
  speaking(_utterance: Utterance, _now: SampleTime): void {}

  /** Transcribes up to a pause. A pass for an earlier pause that is still running is dropped. */
  paused(utterance: Utterance, at: SampleTime): Promise<Heard> {
    this.#settle(utterance);
    this.#pass?.abort.abort();
    const abort = new AbortController();
    const end = (at + TAIL_SAMPLES) as SampleTime;
    const heard = this.#transcribe(utterance.pending(end), abort.signal);
    const pass: Pass = { end, abort, heard, result: undefined };
    this.#pass = pass;
    heard.then(
      (result) => {
        pass.result = result;
      },
      () => undefined,
    );
    return heard;
  }

  /** The result for the last pause. */
  latest(): Promise<Heard> {
    return this.#pass?.heard ?? Promise.resolve({ kind: 'nothing', reason: 'silence' });
  }

  /** Nobody waits for this turn any more. */
  drop(): void {
    this.#pass?.abort.abort();
  }

  /** Takes the words of the last pause for good, when they are known and lie far back. */
  #settle(utterance: Utterance): void {
    const { result, end } = this.#pass ?? {};
    if (result?.kind !== 'speech' || end === undefined) return;
    const isFarBack = end - utterance.startedAt > SETTLE_AFTER_SAMPLES;
    if (!isFarBack || utterance.pendingSamples <= SETTLE_AFTER_SAMPLES) return;
    this.#settledText = result.text;
    utterance.settle(end);
  }

  async #transcribe(pcm: Float32Array, signal: AbortSignal): Promise<Heard> {
    const settled = this.#settledText;
    const { language, terms } = this.#options;
    const prompt = recognitionPrompt({ terms, precedingText: settled });
    const request = { pcm, language, ...(prompt === '' ? {} : { prompt }) };
    const transcription = await transcribeLong(this.#transcriber, request, signal);
    const judged = judgeTranscription(transcription, pcm);
    if (judged.kind === 'speech') {
      return { kind: 'speech', text: joinText(settled, transcription.text), language: transcription.language };
    }
    // A noise after real words does not take them back.
    return settled === '' ? judged : { kind: 'speech', text: settled, language: transcription.language };
  }
}

export function joinText(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
