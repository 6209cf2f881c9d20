/** Levels of clips, and how a clip sounds from the other end of a room. */

import { FRAME_SAMPLES } from '../../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../../engine/audio/level.ts';
import { BlockConvolver } from '../../../engine/devices/virtual-room-convolver.ts';
import { roomResponse } from '../../../engine/devices/virtual-room-echo.ts';

/** Parts this far below the loudest are pauses. */
const ACTIVE_RANGE_DB = 30;

/** The clip at a level, in dBFS, of what is not pause in it. */
export function atLevel(pcm: Float32Array, dbfs: number): Float32Array {
  const gain = 10 ** ((dbfs - activeDbfs(pcm)) / 20);
  return pcm.map((sample) => sample * gain);
}

function activeDbfs(pcm: Float32Array): number {
  const parts: Float32Array[] = [];
  for (let at = 0; at < pcm.length; at += FRAME_SAMPLES) parts.push(pcm.subarray(at, at + FRAME_SAMPLES));
  const levels = parts.map(rmsDbfs);
  const loudest = Math.max(...levels);
  const active = parts.filter((_, i) => (levels[i] ?? -120) > loudest - ACTIVE_RANGE_DB);
  const power = active.reduce((sum, part) => sum + 10 ** (rmsDbfs(part) / 10), 0) / Math.max(1, active.length);
  return 10 * Math.log10(power);
}

/** Three metres away, in a living room. */
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
