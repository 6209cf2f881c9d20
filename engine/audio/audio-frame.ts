/** The one format inside the engine: 16 kHz, mono, 32-bit float in [-1, 1]. */

import type { SampleTime } from '../../contract/ids.ts';

export const SAMPLE_RATE_HZ = 16_000;
/** One frame is 32 ms: the window Silero was trained on, so a frame is one voice activity decision. */
export const FRAME_SAMPLES = 512;
export const FRAME_MS: number = (FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;

export interface AudioFrame {
  /** Sample time of the first sample. */
  readonly at: SampleTime;
  /** Exactly FRAME_SAMPLES samples. */
  readonly pcm: Float32Array;
}

/** Audio as read from or written to the world, at whatever rate it has there; mono, [-1, 1]. */
export interface Sound {
  readonly pcm: Float32Array;
  readonly sampleRateHz: number;
}

export function msToSamples(ms: number): number {
  return Math.round((ms * SAMPLE_RATE_HZ) / 1000);
}

export function samplesToMs(samples: number): number {
  return (samples * 1000) / SAMPLE_RATE_HZ;
}
