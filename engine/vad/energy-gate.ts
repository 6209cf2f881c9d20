/**
 * Tells frames that are clearly nothing but the noise of the room, so that a model need not look at them. Pure.
 *
 * A frame is quiet when each of three bands of speech lies at the level that the band has had lately, neither above nor
 * below. In a noise that comes and goes no band has such a level, and nothing is quiet.
 *
 * Invariants:
 * 1. The level of the room is learned only from frames that the caller says hold no speech.
 * 2. Before it is known, nothing is quiet.
 */

import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';

/** Bands: up to 500 Hz (vowels, hums), up to 2 kHz (vowels), the rest (hiss of "s" and "f"). */
const BANDS = 3;
/** Below lies rumble that no voice has. */
const LOWEST_POLE: number = poleOf(100);
const MIDDLE_POLE: number = poleOf(500);
const HIGH_POLE: number = poleOf(2_000);

/** Quieter is digital silence: the last bit of 16-bit audio makes about -98 dB, a quiet room with a good microphone -80. */
const LOWEST_DB = -86;
/** Levels of a steady noise scatter by 0.3 to 1.3 dB, by band; a room that scatters more than this is not steady. */
const STEADY_DEVIATION_DB = 2;
/** How far from the usual level is still quiet: this many mean deviations, within limits. */
const DEVIATIONS = 3.5;
const LEAST_MARGIN_DB = 1.2;
const MOST_MARGIN_DB = 4;
/** A room below this is silent: every voice is far above it, and need not be told from it by tenths of a dB. */
const SILENT_ROOM_DB = -63;
const SILENT_ROOM_MARGIN_DB = 4;
/** Frames that the memory of a level spans: one second. */
const MEMORY_FRAMES = 32;
/** A deviation is remembered longer, since a wrong one costs more than a wrong level. */
const DEVIATION_MEMORY_FRAMES = 64;
const FIRST_DEVIATION_DB = 3;
/** A single knock, however loud, teaches no more than this. */
const MOST_SURPRISE_DB = 6;

export class EnergyGate {
  readonly #levels = new Float64Array(BANDS);
  readonly #usual = new Float64Array(BANDS);
  readonly #deviation = new Float64Array(BANDS).fill(FIRST_DEVIATION_DB);
  #learned = 0;
  // States of the three one-pole filters.
  #low = 0;
  #middle = 0;
  #high = 0;

  /** Whether the next frame of 16 kHz audio is at the usual level of the room. Takes every frame, in order. */
  isQuiet(pcm: Float32Array): boolean {
    this.#measure(pcm);
    if (this.#learned < MEMORY_FRAMES) return false;
    const leastMarginDb = this.isSilentRoom ? SILENT_ROOM_MARGIN_DB : LEAST_MARGIN_DB;
    for (let band = 0; band < BANDS; band++) {
      const deviation = this.#deviation[band] as number;
      if (deviation > STEADY_DEVIATION_DB) return false;
      const margin = Math.min(MOST_MARGIN_DB, Math.max(leastMarginDb, DEVIATIONS * deviation));
      if (Math.abs((this.#levels[band] as number) - (this.#usual[band] as number)) > margin) return false;
    }
    return true;
  }

  /** Whether the usual level of the room is so low that nothing said in it comes near. */
  get isSilentRoom(): boolean {
    const power = this.#usual.reduce((total, levelDb) => total + 10 ** (levelDb / 10), 0);
    return this.#learned >= MEMORY_FRAMES && 10 * Math.log10(power) < SILENT_ROOM_DB;
  }

  /** The frame last asked about held no speech: what it sounds like is what the room sounds like. */
  learn(): void {
    this.#learned += 1;
    const share = 1 / Math.min(this.#learned, MEMORY_FRAMES);
    for (let band = 0; band < BANDS; band++) {
      const surprise = (this.#levels[band] as number) - (this.#usual[band] as number);
      const off = this.#learned === 1 ? surprise : Math.max(-MOST_SURPRISE_DB, Math.min(MOST_SURPRISE_DB, surprise));
      this.#usual[band] = (this.#usual[band] as number) + share * off;
      if (this.#learned === 1) continue;
      const deviation = this.#deviation[band] as number;
      this.#deviation[band] =
        deviation + (Math.abs(off) - deviation) / Math.min(this.#learned, DEVIATION_MEMORY_FRAMES);
    }
  }

  /** Forgets the room. */
  reset(): void {
    this.#learned = 0;
    this.#deviation.fill(FIRST_DEVIATION_DB);
    this.#low = this.#middle = this.#high = 0;
  }

  /** @realtime */
  #measure(pcm: Float32Array): void {
    let [low, middle, high] = [this.#low, this.#middle, this.#high];
    let [lowSum, middleSum, highSum] = [0, 0, 0];
    for (let i = 0; i < pcm.length; i++) {
      const sample = pcm[i] as number;
      low += LOWEST_POLE * (sample - low);
      middle += MIDDLE_POLE * (sample - middle);
      high += HIGH_POLE * (sample - high);
      lowSum += (middle - low) * (middle - low);
      middleSum += (high - middle) * (high - middle);
      highSum += (sample - high) * (sample - high);
    }
    // A NaN would stay in a filter for ever.
    this.#low = Number.isFinite(low) ? low : 0;
    this.#middle = Number.isFinite(middle) ? middle : 0;
    this.#high = Number.isFinite(high) ? high : 0;
    this.#levels[0] = levelDb(lowSum / pcm.length);
    this.#levels[1] = levelDb(middleSum / pcm.length);
    this.#levels[2] = levelDb(highSum / pcm.length);
  }
}

function levelDb(power: number): number {
  return Number.isFinite(power) ? Math.max(LOWEST_DB, 10 * Math.log10(power)) : 0;
}

/** Coefficient of a one-pole low-pass filter. */
function poleOf(frequencyHz: number): number {
  return 1 - Math.exp((-2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ);
}
