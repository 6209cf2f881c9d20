/** Port: a loudspeaker with a queue and a clock of what was heard. */

export interface Speaker extends AsyncDisposable {
  readonly sampleRateHz: number;
  /** Appends mono samples in [-1, 1] to the queue. Never waits; callers keep the queue short by `queuedMs`. */
  write(pcm: Float32Array): void;
  /** Samples written since the speaker opened that were heard. Dropped samples never count. */
  readonly heardSamples: number;
  /** Length of what is written and not yet heard. */
  readonly queuedMs: number;
  /** Loudness of what is heard from now on, relative to what is written; ramped, so that it does not click. */
  setGain(gainDb: number): void;
  /** Fades out within FADE_MS and drops the rest of the queue. */
  flush(): void;
  /** Resolves when the queue is empty: everything was heard or dropped. Rejects with `device-missing` when the device is gone. */
  drained(): Promise<void>;
}

/** Opens the loudspeaker at the rate of the voice that is about to speak. */
export type OpenSpeaker = (sampleRateHz: number) => Speaker;

/** Short enough to be silence at once, long enough not to click. */
export const FADE_MS = 10;
