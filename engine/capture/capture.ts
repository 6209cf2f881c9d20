/** Port: a source of clean microphone frames. */

import type { AudioFrame } from '../audio/audio-frame.ts';

export interface Microphone extends AsyncDisposable {
  /** A device that hears this room now, and no recording. Only such a voice may consent to anything. */
  readonly isLive?: boolean;
  /**
   * Frames in order, without gaps in sample time, until the source ends or `signal` aborts.
   * A device that disappears rejects with `device-missing`.
   */
  frames(signal: AbortSignal): AsyncIterable<AudioFrame>;
}
