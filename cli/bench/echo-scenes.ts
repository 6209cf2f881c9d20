/** What loudspeaker and microphone hear while the assistant talks, and somebody else does, or nobody. */

import { ECHO_LEVELS, type EchoLevel, prepareRehearsal } from '../../engine/engine.ts';
import { pinkNoise } from './sounds/noise.ts';
import { seeded } from './sounds/random.ts';
import { atLevel } from './sounds/room-sounds.ts';

/** `drift`: the microphone is a device of its own, with a clock that runs slower. */
export type SceneKind = 'far-end' | 'noise' | 'drift' | 'double-talk';

/** Somebody's words, in ms from the beginning. */
export interface SpokenLine {
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface EchoScene {
  readonly level: EchoLevel | 'no-echo';
  readonly kind: SceneKind;
  /** 16 kHz, of the same length. */
  readonly played: Float32Array;
  readonly heard: Float32Array;
  readonly lines: readonly SpokenLine[];
}

export interface Lines {
  /** What the assistant says, at 16 kHz. */
  readonly assistant: Float32Array;
  readonly user: readonly { readonly text: string; readonly pcm: Float32Array }[];
}

const RATE_HZ = 16_000;
const NOISE_DBFS = -55;
/** Of a cheap USB microphone. */
const DRIFT_PPM = 100;
/** By then the canceller knows the room. */
const FIRST_LINE_MS = 5000;
const LINE_EVERY_MS = 4500;

export async function playScene(level: EchoLevel | 'no-echo', kind: SceneKind, lines: Lines): Promise<EchoScene> {
  const driftPpm = kind === 'drift' ? DRIFT_PPM : 0;
  const echo = level === 'no-echo' ? undefined : { ...ECHO_LEVELS[level], driftPpm };
  const { room } = prepareRehearsal({ pace: 'nominal', echo });
  room.openSpeaker(RATE_HZ).write(lines.assistant);
  const lengthMs = (lines.assistant.length * 1000) / RATE_HZ;
  const spoken: SpokenLine[] = [];
  if (kind === 'double-talk') {
    for (const [index, { text, pcm }] of lines.user.entries()) {
      const fromMs = FIRST_LINE_MS + index * LINE_EVERY_MS;
      const toMs = fromMs + (pcm.length * 1000) / RATE_HZ;
      if (toMs > lengthMs) break;
      room.place('user', pcm, fromMs);
      spoken.push({ text, fromMs, toMs });
    }
  }
  if (kind === 'noise') {
    room.place('others', atLevel(pinkNoise(lines.assistant.length, seeded(9)), NOISE_DBFS), 0);
  }
  const stop = new AbortController();
  void room.time.delay(lengthMs).then(() => stop.abort());
  await room.run(stop.signal);
  const { loudspeaker, microphone } = room.takeRecording();
  return { level, kind, played: loudspeaker, heard: microphone, lines: spoken };
}
