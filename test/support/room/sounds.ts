/** Sounds of a room that are no speech, the same at every run: functions from a number of 16 kHz samples to that many. */

import { SAMPLE_RATE_HZ } from '../../../engine/audio/audio-frame.ts';
import { seededNoise } from '../../../engine/devices/virtual-room-noise.ts';
import { NOISES } from '../noises.ts';

type Sound = (samples: number) => Float32Array;

const SOUNDS: Readonly<Record<string, Sound>> = {
  ...NOISES,
  /** Two bursts of breath through the throat, the second one weaker. */
  cough: (samples) =>
    bursts(samples, [0, 0.22], { attack: 0.012, decay: 0.07, formantsHz: [520, 1400, 2600], buzzHz: 0 }),
  /** The same with a voice in it, which a detector of voices takes for one. */
  'hard cough': (samples) =>
    bursts(samples, [0, 0.3], { attack: 0.02, decay: 0.11, formantsHz: [640, 1180, 2500], buzzHz: 170 }),
  'throat clearing': (samples) =>
    bursts(samples, [0, 0.28], { attack: 0.03, decay: 0.12, formantsHz: [400, 1100, 2300], buzzHz: 90 }),
  /** A hum that rises, with a breath in its middle. */
  'mm-hm': (samples) => hum(samples, [0, 0.24], 0.16, 105),
  /** One hum that falls. */
  hm: (samples) => hum(samples, [0], 0.3, 130),
  sneeze: (samples) => bursts(samples, [0], { attack: 0.02, decay: 0.14, formantsHz: [900, 2800, 4800], buzzHz: 0 }),
  clap: (samples) => bursts(samples, [0], { attack: 0.001, decay: 0.015, formantsHz: [1200, 2400], buzzHz: 0 }),
  'a cup put down': (samples) =>
    bursts(samples, [0, 0.09], { attack: 0.001, decay: 0.03, formantsHz: [2100, 3700, 5200], buzzHz: 0 }),
  'a door': (samples) => bursts(samples, [0], { attack: 0.004, decay: 0.11, formantsHz: [90, 180, 420], buzzHz: 0 }),
};

export function soundNamed(name: string): Sound {
  const sound = SOUNDS[name];
  if (sound === undefined) throw new Error(`There is no sound "${name}"; there are ${Object.keys(SOUNDS).join(', ')}.`);
  return sound;
}

interface Burst {
  /** Seconds until it is loudest, and until it has decayed to a third. */
  readonly attack: number;
  readonly decay: number;
  readonly formantsHz: readonly number[];
  /** Pulses of vocal folds, where there are any. */
  readonly buzzHz: number;
}

function bursts(samples: number, startsSeconds: readonly number[], burst: Burst): Float32Array {
  const noise = seededNoise(11);
  const source = Float32Array.from({ length: samples }, (_, i) => {
    const t = i / SAMPLE_RATE_HZ;
    const envelope = startsSeconds.reduce((sum, start, index) => {
      const age = t - start;
      if (age < 0) return sum;
      const rise = Math.min(1, age / burst.attack);
      return sum + rise * Math.exp(-Math.max(0, age - burst.attack) / burst.decay) * 0.7 ** index;
    }, 0);
    const voice = burst.buzzHz === 0 ? 0 : ((t * burst.buzzHz) % 1) - 0.5;
    return envelope * ((burst.buzzHz === 0 ? 1 : 0.15) * noise() + 2 * voice);
  });
  const shaped = new Float32Array(samples);
  for (const hz of burst.formantsHz) {
    const formant = resonance(source, hz, 0.12 * hz + 60);
    for (let i = 0; i < samples; i++) shaped[i] = (shaped[i] as number) + (formant[i] as number);
  }
  return shaped;
}

/** Syllables behind closed lips: the pulses of vocal folds through the nose. */
function hum(samples: number, startsSeconds: readonly number[], seconds: number, pitchHz: number): Float32Array {
  const noise = seededNoise(12);
  let phase = 0;
  const source = Float32Array.from({ length: samples }, (_, i) => {
    const t = i / SAMPLE_RATE_HZ;
    const syllable = startsSeconds.findLastIndex((start) => t >= start);
    const age = (t - (startsSeconds[syllable] ?? 0)) / seconds;
    const rise = startsSeconds.length > 1 ? 0.25 * (syllable + age) : -0.2 * age;
    phase += (pitchHz * (1 + rise)) / SAMPLE_RATE_HZ;
    const voiced = age > 1 ? 0 : Math.min(1, age / 0.15, (1 - age) / 0.25);
    const breath = age > 1 && syllable + 1 < startsSeconds.length ? 0.12 : 0.01;
    // A pulse that opens slowly and closes at once has the slope of a voice.
    return voiced * ((phase % 1) - 0.5) + breath * noise();
  });
  const shaped = new Float32Array(samples);
  for (const [hz, gain] of [
    [260, 1],
    [1050, 0.25],
    [2200, 0.1],
  ] as const) {
    const formant = resonance(source, hz, 0.15 * hz + 40);
    for (let i = 0; i < samples; i++) shaped[i] = (shaped[i] as number) + gain * (formant[i] as number);
  }
  return shaped;
}

/** A two-pole resonator (Klatt, 1980), of unit gain at its centre. */
function resonance(pcm: Float32Array, hz: number, bandwidthHz: number): Float32Array {
  const radius = Math.exp((-Math.PI * bandwidthHz) / SAMPLE_RATE_HZ);
  const a1 = 2 * radius * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  const a2 = -radius * radius;
  let y1 = 0;
  let y2 = 0;
  return pcm.map((sample) => {
    const y = (1 - radius) * sample + a1 * y1 + a2 * y2;
    y2 = y1;
    y1 = y;
    return y;
  });
}
