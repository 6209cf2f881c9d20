/**
 * The way from the loudspeaker back into the microphone: distortion, delay, the room, and clocks that differ.
 *
 * The room is a synthetic impulse response: a direct path, a few early reflections and a tail of noise that decays by
 * 60 dB within RT60 (J. D. Polack, "La transmission de l'énergie sonore dans les salles", 1988), with the band limits of
 * small loudspeakers.
 */

import { FRAME_SAMPLES, msToSamples, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { BlockConvolver } from './virtual-room-convolver.ts';
import { seededNoise } from './virtual-room-noise.ts';

export interface EchoPathOptions {
  /** How much quieter the echo is at the microphone than the signal that leaves the loudspeaker; negative is louder. */
  readonly returnLossDb: number;
  /** Of devices and air. */
  readonly delayMs: number;
  readonly rt60Ms: number;
  /** The direct sound over the reverberation. */
  readonly directToReverberantDb: number;
  /** How far a full-scale signal overdrives the loudspeaker; 0 is linear. */
  readonly drive?: number;
  /** How much slower the microphone's clock runs than the loudspeaker's, in parts per million; not negative. */
  readonly driftPpm?: number;
  readonly seed?: number;
}

/** A laptop on a desk at three volumes: the user speaks at some -28 dBFS, the voice is played at some -23 dBFS. */
export const ECHO_LEVELS = {
  'quiet-laptop': { returnLossDb: 20, delayMs: 40, rt60Ms: 250, directToReverberantDb: 6 },
  laptop: { returnLossDb: 10, delayMs: 40, rt60Ms: 300, directToReverberantDb: 6 },
  'loud-laptop': { returnLossDb: 0, delayMs: 40, rt60Ms: 400, directToReverberantDb: 3, drive: 1 },
} as const satisfies Readonly<Record<string, EchoPathOptions>>;
export type EchoLevel = keyof typeof ECHO_LEVELS;

const EARLY_REFLECTIONS_MS = [2.5, 6.5, 10.9, 16.9];
const LOW_CUT_HZ = 150;
const HIGH_CUT_HZ = 7000;

export class EchoPath {
  readonly #convolver: BlockConvolver;
  readonly #drive: number;
  readonly #delay: DelayLine;

  constructor(options: EchoPathOptions) {
    const response = roomResponse(options);
    const gain = 10 ** (-options.returnLossDb / 20);
    this.#convolver = new BlockConvolver(
      response.map((sample) => sample * gain),
      FRAME_SAMPLES,
    );
    this.#drive = options.drive ?? 0;
    this.#delay = new DelayLine(msToSamples(options.delayMs), (options.driftPpm ?? 0) * 1e-6);
  }

  /** What the microphone gets of a frame of what the loudspeaker plays. */
  process(played: Float32Array): Float32Array {
    const drive = this.#drive;
    const driven = drive === 0 ? played : played.map((sample) => Math.tanh(drive * sample) / drive);
    return this.#delay.process(this.#convolver.process(driven));
  }
}

/** An impulse response of unit energy at 16 kHz. */
export function roomResponse(
  options: Pick<EchoPathOptions, 'rt60Ms' | 'directToReverberantDb' | 'seed'>,
): Float32Array {
  const noise = seededNoise(options.seed ?? 1);
  const decay = Math.log(1000) / msToSamples(options.rt60Ms);
  const response = Float32Array.from({ length: msToSamples(options.rt60Ms) }, (_, n) => noise() * Math.exp(-decay * n));
  // Nothing arrives between the direct sound and the first wall.
  response.fill(0, 0, msToSamples(2));
  const tail = 10 ** (-options.directToReverberantDb / 20) / Math.sqrt(energy(response));
  for (let n = 0; n < response.length; n++) response[n] = (response[n] as number) * tail;
  response[0] = 1;
  for (const atMs of EARLY_REFLECTIONS_MS) {
    const n = msToSamples(atMs);
    if (n < response.length) response[n] = (response[n] as number) + 0.2 * noise();
  }
  const limited = bandLimited(response);
  const scale = 1 / Math.sqrt(energy(limited));
  return limited.map((sample) => sample * scale);
}

function energy(pcm: Float32Array): number {
  return pcm.reduce((sum, sample) => sum + sample * sample, 0);
}

/** First-order low cut and high cut, each twice. */
function bandLimited(pcm: Float32Array): Float32Array {
  const low = Math.exp((-2 * Math.PI * LOW_CUT_HZ) / SAMPLE_RATE_HZ);
  const high = 1 - Math.exp((-2 * Math.PI * HIGH_CUT_HZ) / SAMPLE_RATE_HZ);
  let result = pcm;
  for (let pass = 0; pass < 2; pass++) {
    let smooth = 0;
    let slow = 0;
    result = result.map((sample) => {
      smooth += high * (sample - smooth);
      slow = low * slow + (1 - low) * smooth;
      return smooth - slow;
    });
  }
  return result;
}

/** A delay that grows by `drift` samples for every sample: linear interpolation between neighbours. */
class DelayLine {
  readonly #delaySamples: number;
  readonly #drift: number;
  #kept: Float32Array;
  /** Time of the first kept sample. */
  #keptFrom: number;
  #read = 0;

  constructor(delaySamples: number, drift: number) {
    this.#delaySamples = delaySamples;
    this.#drift = drift;
    this.#kept = new Float32Array(delaySamples + 1);
    this.#keptFrom = -delaySamples - 1;
  }

  process(input: Float32Array): Float32Array {
    const line = new Float32Array(this.#kept.length + input.length);
    line.set(this.#kept);
    line.set(input, this.#kept.length);
    const output = new Float32Array(input.length);
    let position = 0;
    for (let i = 0; i < output.length; i++) {
      position = (this.#read + i) * (1 - this.#drift) - this.#delaySamples - this.#keptFrom;
      const whole = Math.floor(position);
      const part = position - whole;
      output[i] = (line[whole] ?? 0) * (1 - part) + (line[whole + 1] ?? 0) * part;
    }
    this.#read += output.length;
    const used = Math.max(0, Math.floor(position));
    this.#kept = line.slice(used);
    this.#keptFrom += used;
    return output;
  }
}
