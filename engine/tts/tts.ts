/** Port: text to speech for one segment. */

import type { VisemeShape } from '../../contract/visemes.ts';

export interface Viseme {
  /** From the start of the segment's audio. */
  readonly atMs: number;
  readonly shape: VisemeShape;
}

export interface SynthesisRequest {
  /** Speakable text, at most 200 characters: longer text makes a runtime allocate without bound. */
  readonly text: string;
  /** Speaker of a multi-speaker voice; 0 otherwise. */
  readonly speaker: number;
  /** 1 is the voice's own pace; 0.5 to 2. */
  readonly speed: number;
}

export interface SpokenAudio {
  /** Mono, [-1, 1]. */
  readonly pcm: Float32Array;
  readonly sampleRateHz: number;
  /** In order; empty when the voice does not tell its timings. */
  readonly visemes: readonly Viseme[];
}

export interface Synthesizer extends AsyncDisposable {
  /** Rejects with `cancelled` once `signal` aborts; the runtime may finish the segment first. */
  synthesize(request: SynthesisRequest, signal: AbortSignal): Promise<SpokenAudio>;
}
