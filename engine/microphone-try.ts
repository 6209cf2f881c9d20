/** Whether the microphone hears, for somebody who sets it up: its level, and a few seconds played back. Nothing is kept. */

import type { AudioFrame } from './audio/audio-frame.ts';
import { SAMPLE_RATE_HZ } from './audio/audio-frame.ts';
import { rmsDbfs, SILENCE_DBFS } from './audio/level.ts';
import type { Microphone } from './capture/capture.ts';
import type { DuplexAudio } from './devices/duplex-audio.ts';

const TRY_MS = 3000;
/** Ten levels a second look alive. */
const FRAMES_A_LEVEL = 3;
/** At this level a few seconds of ordinary speech are as loud as the assistant itself. */
const PLAYBACK_PEAK = 0.5;
const MAX_AMPLIFICATION = 8;

/** Tells the level some ten times a second until `signal` aborts or the microphone ends. */
export async function listenToLevels(
  microphone: Microphone,
  signal: AbortSignal,
  tell: (levelDbfs: number) => void,
): Promise<void> {
  for await (const _frame of framesWithLevels(microphone, signal, tell));
}

/**
 * Hears three seconds and plays them back, louder where they are quiet. Resolves with the loudest moment when they were
 * heard to their end. @throws SottoFault `device-missing` when a device is gone, or `cancelled`
 */
export async function tryMicrophone(
  { microphone, openSpeaker }: Pick<DuplexAudio, 'microphone' | 'openSpeaker'>,
  signal: AbortSignal,
  tell: (phase: 'recording' | 'playing', levelDbfs: number) => void,
): Promise<{ readonly loudestDbfs: number }> {
  const heard = new Float32Array((TRY_MS / 1000) * SAMPLE_RATE_HZ);
  let length = 0;
  let loudestDbfs = SILENCE_DBFS;
  const frames = framesWithLevels(microphone, signal, (levelDbfs) => {
    loudestDbfs = Math.max(loudestDbfs, levelDbfs);
    tell('recording', levelDbfs);
  });
  for await (const { pcm } of frames) {
    heard.set(pcm.subarray(0, heard.length - length), length);
    length = Math.min(heard.length, length + pcm.length);
    if (length === heard.length) break;
  }
  signal.throwIfAborted();
  tell('playing', SILENCE_DBFS);
  const speaker = openSpeaker(SAMPLE_RATE_HZ);
  const silence = (): void => speaker.flush();
  signal.addEventListener('abort', silence, { once: true });
  try {
    speaker.write(amplified(heard.subarray(0, length)));
    await speaker.drained();
  } finally {
    signal.removeEventListener('abort', silence);
    await speaker[Symbol.asyncDispose]();
  }
  return { loudestDbfs };
}

async function* framesWithLevels(
  microphone: Microphone,
  signal: AbortSignal,
  tell: (levelDbfs: number) => void,
): AsyncGenerator<AudioFrame> {
  const levels: number[] = [];
  for await (const frame of microphone.frames(signal)) {
    levels.push(rmsDbfs(frame.pcm));
    if (levels.length === FRAMES_A_LEVEL) tell(Math.max(...levels.splice(0)));
    yield frame;
  }
}

function amplified(pcm: Float32Array): Float32Array {
  let peak = 0;
  for (const sample of pcm) peak = Math.max(peak, Math.abs(sample));
  const factor = Math.min(MAX_AMPLIFICATION, Math.max(1, PLAYBACK_PEAK / Math.max(peak, 1e-6)));
  return pcm.map((sample) => sample * factor);
}
