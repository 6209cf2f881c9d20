/** Levels of clips that have pauses in them. */

import { FRAME_SAMPLES } from '../../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../../engine/audio/level.ts';

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
