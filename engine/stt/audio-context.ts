/**
 * How much of Whisper's 30 s window to encode, and how many tokens to allow. Whisper always sees 30 s, mostly silence;
 * encoding only as much as there is audio costs a fraction and gives the same words.
 *
 * The numbers are measured with greedy decoding and timestamps on. With less room after the audio, or with beam search,
 * or without timestamps, the decoder repeats itself.
 */

import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';

/** One encoder position is 20 ms. */
const SAMPLES_PER_POSITION = 320;
/** All positions: 30 s. */
const FULL_CONTEXT = 1500;
/** Silence after the audio: 1.28 s. */
const ROOM_POSITIONS = 64;
/** Heals nearly every decoder that repeats itself all the same, for a third more; all positions cost five times as much. */
const WIDER_ROOM_POSITIONS = 192;
/** Base (6 encoder layers) holds from here on; tiny (4) repeats itself below 384, and others get the same margin. */
const BASE_LAYERS = 6;
const BASE_FLOOR = 256;
const OTHER_FLOOR = 384;

/** Encoder positions for this much audio. `wider` is for audio that was written twice with `trimmed`. */
export function trimmedAudioContext(
  samples: number,
  audioLayers: number,
  context: 'trimmed' | 'wider' = 'trimmed',
): number {
  const floor = audioLayers === BASE_LAYERS ? BASE_FLOOR : OTHER_FLOOR;
  const room = context === 'wider' ? WIDER_ROOM_POSITIONS : ROOM_POSITIONS;
  const positions = Math.ceil(samples / SAMPLES_PER_POSITION / 8) * 8;
  return Math.min(FULL_CONTEXT, Math.max(floor + room - ROOM_POSITIONS, positions + room));
}

/** Nobody speaks more than about 5 tokens a second; decoding that gets here is going round in circles. */
export function tokenLimit(samples: number): number {
  return Math.ceil(10 + (8 * samples) / SAMPLE_RATE_HZ);
}
