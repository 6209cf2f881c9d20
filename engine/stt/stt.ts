/** Port: speech to text for one stretch of speech. */

/** A partial request gives way to a final one at any time. */
export type TranscribePriority = 'partial' | 'final';

export interface TranscribeRequest {
  /** 16 kHz mono in [-1, 1]; at most 30 s. */
  readonly pcm: Float32Array;
  /** ISO 639-1 code, or `auto` to detect it (costs one more encoder pass). */
  readonly language: string;
  /** Names and terms the user cares about, and the words just said: biases the decoder. */
  readonly prompt?: string;
  /** `final` when absent. What a partial request hears may be less sure: nothing costly is tried again. */
  readonly priority?: TranscribePriority;
}

export interface TranscribedToken {
  readonly text: string;
  /** Model probability of this token in [0, 1]. */
  readonly probability: number;
}

export interface Transcription {
  /** Trimmed; empty when nothing was said. */
  readonly text: string;
  /** ISO 639-1 code of the language that was decoded. */
  readonly language: string;
  /** Mean natural-log probability of the tokens; absent when the runtime does not tell. */
  readonly averageLogProbability?: number;
  /** Probability that there was no speech at all; absent when the runtime does not tell. */
  readonly noSpeechProbability?: number;
  readonly tokens: readonly TranscribedToken[];
}

export interface Transcriber extends AsyncDisposable {
  /**
   * Rejects with `cancelled` once `signal` aborts, and a partial request also when a final one comes. The runtime may
   * finish its current step first.
   */
  transcribe(request: TranscribeRequest, signal: AbortSignal): Promise<Transcription>;
}
