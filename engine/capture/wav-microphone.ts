/**
 * A microphone that hears recorded sounds: the way files, tests and benchmarks take into the engine.
 *
 * In real time a frame arrives when its last sample would have been captured, measured from the first request, so that
 * late frames do not delay the ones after them.
 */

import { setImmediate as nextTick } from 'node:timers/promises';
import type { SampleTime } from '../../contract/ids.ts';
import type { AudioFrame, Sound } from '../audio/audio-frame.ts';
import { FRAME_MS, FRAME_SAMPLES, msToSamples, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { clip } from '../audio/clip.ts';
import { Resampler } from '../audio/resample.ts';
import type { Microphone } from './capture.ts';
import type { PacingClock } from './pacing-clock.ts';
import { monotonicClock } from './pacing-clock.ts';

/** A sound and when it begins. Sounds that overlap are heard together. */
export interface TimedSound {
  readonly atMs: number;
  readonly sound: Sound;
}

export interface WavMicrophoneOptions {
  /** `real-time` as a device would; `fast` as quickly as frames are taken. */
  readonly pacing: 'real-time' | 'fast';
  /** Silence after the last sound; Infinity goes on until aborted. Default: endless in real time, 2 s when fast. */
  readonly trailingSilenceMs?: number;
  readonly clock?: PacingClock;
}

const FAST_TRAILING_SILENCE_MS = 2_000;
/** Frames handed over before other work gets its turn. */
const FRAMES_PER_TICK = 8;
/** Resampled in pieces of this length, so that no piece holds up the event loop. */
const PIECE_SECONDS = 0.1;

/** @param sounds one sound, or several with the times at which they begin. At any rate; resampled as they are heard. */
export function createWavMicrophone(sounds: Sound | readonly TimedSound[], options: WavMicrophoneOptions): Microphone {
  return new WavMicrophone('pcm' in sounds ? [{ atMs: 0, sound: sounds }] : sounds, options);
}

class WavMicrophone implements Microphone {
  readonly #sounds: readonly TimedSound[];
  readonly #pacing: 'real-time' | 'fast';
  readonly #clock: PacingClock;
  readonly #totalSamples: number;
  readonly #closed = new AbortController();

  constructor(sounds: readonly TimedSound[], options: WavMicrophoneOptions) {
    this.#sounds = sounds;
    this.#pacing = options.pacing;
    this.#clock = options.clock ?? monotonicClock;
    const trailingMs =
      options.trailingSilenceMs ??
      (options.pacing === 'real-time' ? Number.POSITIVE_INFINITY : FAST_TRAILING_SILENCE_MS);
    this.#totalSamples = endSamples(sounds) + (trailingMs * SAMPLE_RATE_HZ) / 1000;
  }

  /** Every call hears the sounds from their beginning. */
  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    const players = this.#sounds.map((timed) => new SoundPlayer(timed));
    const startMs = this.#clock.nowMs();
    for (let index = 0; index * FRAME_SAMPLES < this.#totalSamples && !stop.aborted; index++) {
      if (this.#pacing === 'real-time') await this.#clock.waitUntil(startMs + (index + 1) * FRAME_MS, stop);
      else if (index % FRAMES_PER_TICK === 0) await nextTick();
      if (stop.aborted) return;
      const pcm = new Float32Array(FRAME_SAMPLES);
      for (const player of players) player.addTo(pcm, index * FRAME_SAMPLES);
      for (let i = 0; i < FRAME_SAMPLES; i++) pcm[i] = clip(pcm[i] as number);
      yield { at: (index * FRAME_SAMPLES) as SampleTime, pcm };
    }
  }

  /** Ends every ongoing `frames`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
  }
}

/** Plays one sound into frames that come in order, resampling just ahead of them. */
class SoundPlayer {
  readonly #sound: Sound;
  readonly #startSample: number;
  readonly #resampler: Resampler;
  readonly #pieceLength: number;
  /** Input samples given to the resampler. */
  #read = 0;
  #ended = false;
  /** Resampled and not yet heard. */
  #ready = new Float32Array(0);

  constructor(timed: TimedSound) {
    this.#sound = timed.sound;
    this.#startSample = msToSamples(timed.atMs);
    this.#resampler = new Resampler(timed.sound.sampleRateHz, SAMPLE_RATE_HZ);
    this.#pieceLength = Math.ceil(timed.sound.sampleRateHz * PIECE_SECONDS);
  }

  addTo(frame: Float32Array, at: number): void {
    const offset = Math.max(0, this.#startSample - at);
    if (offset >= frame.length) return;
    const piece = this.#take(frame.length - offset);
    for (let i = 0; i < piece.length; i++) frame[offset + i] = (frame[offset + i] as number) + (piece[i] as number);
  }

  #take(count: number): Float32Array {
    while (this.#ready.length < count && !this.#ended) {
      const piece = this.#sound.pcm.subarray(this.#read, this.#read + this.#pieceLength);
      this.#read += piece.length;
      this.#ended = piece.length === 0;
      const resampled = this.#ended ? this.#resampler.flush() : this.#resampler.process(piece);
      const joined = new Float32Array(this.#ready.length + resampled.length);
      joined.set(this.#ready);
      joined.set(resampled, this.#ready.length);
      this.#ready = joined;
    }
    const taken = this.#ready.subarray(0, count);
    this.#ready = this.#ready.subarray(taken.length);
    return taken;
  }
}

function endSamples(sounds: readonly TimedSound[]): number {
  const ends = sounds.map(
    ({ atMs, sound }) => msToSamples(atMs) + Math.ceil((sound.pcm.length * SAMPLE_RATE_HZ) / sound.sampleRateHz),
  );
  return Math.max(0, ...ends);
}
