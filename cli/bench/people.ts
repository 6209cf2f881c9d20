/** People in a virtual room: the assistant's voice in disguise, near the microphone or at the other end of the room. */

import { type Engine, fromAfar, resample, type Sound } from '../../engine/engine.ts';

/** How much higher than the installed voice they speak. */
const PITCHES = [1, 1.25, 0.88, 1.12];
const ROOM_RATE_HZ = 16_000;
/** Parts this far below the loudest are pauses. */
const ACTIVE_RANGE_DB = 30;
const BLOCK_SAMPLES = 512;

export type Distance = 'near' | 'far';

/** 16 kHz, without silence around it, at a level of what is speech in it. */
export async function sayInRoom(
  engine: Engine,
  line: { readonly text: string; readonly person: number; readonly levelDbfs: number; readonly distance: Distance },
  signal: AbortSignal,
): Promise<Float32Array> {
  const pitch = PITCHES[line.person % PITCHES.length] ?? 1;
  const spoken = await engine.speak({ text: line.text, speaker: 0, speed: 1 / pitch }, signal);
  const near = trimmed(resample(higher(spoken, pitch), ROOM_RATE_HZ).pcm);
  return atSpeechLevel(line.distance === 'near' ? near : fromAfar(near), line.levelDbfs);
}

/** Played faster, a voice is higher; it was made slower by as much. */
function higher({ pcm, sampleRateHz }: Sound, pitch: number): Sound {
  return { pcm, sampleRateHz: Math.round((sampleRateHz * pitch) / 50) * 50 };
}

function trimmed(pcm: Float32Array): Float32Array {
  const peak = pcm.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.03 * peak;
  return pcm.slice(Math.max(0, pcm.findIndex(isLoud)), pcm.findLastIndex(isLoud) + 1);
}

/** The sound at a level, in dBFS, of what is not pause in it. */
export function atSpeechLevel(pcm: Float32Array, dbfs: number): Float32Array {
  const powers: number[] = [];
  for (let at = 0; at < pcm.length; at += BLOCK_SAMPLES) powers.push(powerOf(pcm.subarray(at, at + BLOCK_SAMPLES)));
  const quietest = Math.max(0, ...powers) * 10 ** (-ACTIVE_RANGE_DB / 10);
  const loud = powers.filter((power) => power > 0 && power >= quietest);
  const mean = loud.reduce((sum, power) => sum + power, 0) / Math.max(1, loud.length);
  const gain = mean === 0 ? 0 : 10 ** (dbfs / 20) / Math.sqrt(mean);
  return pcm.map((sample) => Math.max(-1, Math.min(1, sample * gain)));
}

function powerOf(pcm: Float32Array): number {
  return pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length);
}
