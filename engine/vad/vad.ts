/** Port: how likely a frame contains a human voice. */

import type { AudioFrame } from '../audio/audio-frame.ts';

export interface VoiceActivityDetector extends AsyncDisposable {
  /** Probability of speech in [0, 1]. Stateful: frames must arrive in order, one at a time. */
  process(frame: AudioFrame): Promise<number>;
  /** Forgets all past frames. */
  reset(): void;
}
