/** Sounds that are no speech, the same at every run: functions from a number of 16 kHz samples to that many. */

const RATE_HZ = 16_000;

export const NOISES: Readonly<Record<string, (samples: number) => Float32Array>> = {
  'digital silence': (samples) => new Float32Array(samples),
  'white noise': (samples) => noise(samples, 0.3),
  hiss: (samples) => noise(samples, 0.003),
  'pink noise': pinkNoise,
  rumble: brownNoise,
  'mains hum': (samples) => tones(samples, [50, 150], 0.2),
  'a whistle': (samples) => tones(samples, [880], 0.3),
  music,
  clicks: (samples) => noise(samples, 0.8).map((sample, i) => (i % 4000 < 30 ? sample : 0)),
  typing,
  breath: (samples) => noise(samples, 0.05).map((sample, i) => sample * Math.max(0, Math.sin(seconds(i) * 2.5))),
};

function seconds(sample: number): number {
  return sample / RATE_HZ;
}

/** Uniform in [-level, level], from a fixed seed. */
function noise(samples: number, level: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: samples }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed / 2 ** 31 - 1) * level;
  });
}

function tones(samples: number, frequenciesHz: readonly number[], level: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) =>
    frequenciesHz.reduce((sum, hz, n) => sum + (level / (n + 1)) * Math.sin(2 * Math.PI * hz * seconds(i)), 0),
  );
}

/** -3 dB per octave, after Paul Kellet's economy filter. */
function pinkNoise(samples: number): Float32Array {
  let low = 0;
  let middle = 0;
  let high = 0;
  return noise(samples, 1).map((white) => {
    low = 0.99765 * low + white * 0.099046;
    middle = 0.963 * middle + white * 0.2965164;
    high = 0.57 * high + white * 1.0526913;
    return 0.03 * (low + middle + high + white * 0.1848);
  });
}

/** -6 dB per octave: wind and engines. */
function brownNoise(samples: number): Float32Array {
  let level = 0;
  return noise(samples, 1).map((white) => {
    level = (level + 0.02 * white) / 1.02;
    return 2 * level;
  });
}

/** Three plucked notes a second, each with an octave and a third. */
function music(samples: number): Float32Array {
  const notesHz = [262, 330, 392, 523];
  return Float32Array.from({ length: samples }, (_, i) => {
    const beat = seconds(i) * 3;
    const hz = notesHz[Math.floor(beat) % notesHz.length] ?? 262;
    const phase = 2 * Math.PI * hz * seconds(i);
    const chord = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(1.25 * phase);
    return 0.15 * chord * Math.exp(-2 * (beat % 1));
  });
}

/** Short dying bursts, at uneven times. */
function typing(samples: number): Float32Array {
  const bursts = noise(samples, 0.3);
  const gaps = noise(samples, 1);
  const keys = new Float32Array(samples);
  for (let start = 0, key = 0; start < samples; key++) {
    for (let i = start; i < Math.min(samples, start + 200); i++)
      keys[i] = (bursts[i] ?? 0) * Math.exp((start - i) / 40);
    start += 1500 + Math.floor(Math.abs(gaps[key] ?? 0) * 3000);
  }
  return keys;
}
