/** A stretch of a reply on its way to the loudspeaker. */

import type { SpokenAudio } from './tts.ts';

export interface SpeechSegment {
  /** Counts up from 0 within a reply. */
  readonly sequence: number;
  /**
   * What the model wrote, unchanged. The texts of a reply's segments joined are the reply itself, up to the end of its
   * last segment.
   */
  readonly text: string;
  /** Where in `text` the spoken part begins; before it stands what is never spoken, such as a block of code. */
  readonly spokenFrom: number;
  /** What the voice reads, at most 200 characters; never without a letter or digit. */
  readonly spokenText: string;
}

export interface SpokenSegment extends SpeechSegment {
  readonly audio: SpokenAudio;
}
