import { z } from 'zod';

const ms = z.number();

/**
 * When each step of a turn happened, in ms after the user's last sound (after submission, for typed text).
 * A step that did not take place is absent: nothing is transcribed for typed text, nothing is heard without a voice.
 */
export const turnMarks = z.object({
  /** The floor was given to the assistant. */
  turnDecidedMs: ms.optional(),
  /** The last transcription pass was complete. */
  transcriptMs: ms.optional(),
  /** The language model gave its first text. */
  firstTokenMs: ms.optional(),
  /** The first speakable clause was complete. */
  firstClauseMs: ms.optional(),
  /** The first clause had been turned into audio. */
  firstAudioReadyMs: ms.optional(),
  /** The first sample was handed to the loudspeaker. */
  firstAudioMs: ms.optional(),
});
export type TurnMarks = z.infer<typeof turnMarks>;
