/** How a voice sounds from the other end of a room. */

import { FRAME_SAMPLES } from '../audio/audio-frame.ts';
import { BlockConvolver } from './virtual-room-convolver.ts';
import { roomResponse } from './virtual-room-echo.ts';

/** Three metres away, in a living room. At 16 kHz; as loud as it was, and a little longer. */
export function fromAfar(pcm: Float32Array): Float32Array {
  const room = roomResponse({ rt60Ms: 450, directToReverberantDb: 0, seed: 5 });
  const convolver = new BlockConvolver(room, FRAME_SAMPLES);
  const blocks = Math.ceil((pcm.length + room.length) / FRAME_SAMPLES);
  const far = new Float32Array(blocks * FRAME_SAMPLES);
  for (let block = 0; block < blocks; block++) {
    const input = new Float32Array(FRAME_SAMPLES);
    input.set(pcm.subarray(block * FRAME_SAMPLES, (block + 1) * FRAME_SAMPLES));
    far.set(convolver.process(input), block * FRAME_SAMPLES);
  }
  return far;
}
