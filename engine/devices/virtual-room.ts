/**
 * A room in memory, with a microphone, a loudspeaker and people in it: a duplex sound device without hardware.
 *
 * Invariants:
 * 1. One clock for both directions: sample n of the loudspeaker and sample n of the microphone are of the same moment.
 * 2. What happens at a time of the room is heard from that time on, not from the next frame.
 * 3. A frame is delivered once everything before it has been dealt with: a slow machine changes nothing but the wait.
 */

import type { SampleTime } from '../../contract/ids.ts';
import { FRAME_MS, FRAME_SAMPLES, msToSamples, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { clip } from '../audio/clip.ts';
import { Resampler } from '../audio/resample.ts';
import { CancellerBlocks, type RoomEchoCanceller } from './virtual-room-canceller.ts';
import { EchoPath, type EchoPathOptions } from './virtual-room-echo.ts';
import { RoomMicrophone } from './virtual-room-microphone.ts';
import { seededNoise } from './virtual-room-noise.ts';
import { RoomRecorder, type RoomRecording } from './virtual-room-recording.ts';
import { RoomSpeaker } from './virtual-room-speaker.ts';
import type { RoomTime } from './virtual-room-time.ts';

export interface VirtualRoomOptions {
  readonly time: RoomTime;
  /** Absent with headphones: the microphone hears nothing of the loudspeaker. */
  readonly echo?: EchoPathOptions | undefined;
  readonly echoCanceller?: RoomEchoCanceller | undefined;
  /** Noise of the microphone itself and of a still room. */
  readonly noiseDbfs?: number;
  /** From a sample that is given to the device to its sound. */
  readonly latencyMs?: number;
}

const DEFAULT_NOISE_DBFS = -72;
const DEFAULT_LATENCY_MS = 20;
/** What the resampler looks ahead, at most: without a reserve a frame would miss its last samples. */
const RESAMPLER_RESERVE = 64;

interface PlacedSound {
  readonly from: number;
  readonly pcm: Float32Array;
}

export class VirtualRoom implements AsyncDisposable {
  readonly time: RoomTime;
  readonly microphone: RoomMicrophone = new RoomMicrophone();
  readonly #latencyMs: number;
  readonly #echo: EchoPath | undefined;
  readonly #canceller: CancellerBlocks | undefined;
  readonly #noise: () => number;
  readonly #recorder = new RoomRecorder();
  readonly #sounds: Record<'user' | 'others', PlacedSound[]> = { user: [], others: [] };
  readonly #closed = new AbortController();
  #speaker: RoomSpeaker | undefined;
  #resampler = new Resampler(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ);
  /** Has left the loudspeaker, at 16 kHz, and is not yet in a frame. */
  #air = new Float32Array(0);
  #frame = 0;

  constructor(options: VirtualRoomOptions) {
    this.time = options.time;
    this.#latencyMs = options.latencyMs ?? DEFAULT_LATENCY_MS;
    this.#echo = options.echo && new EchoPath(options.echo);
    this.#canceller = options.echoCanceller && new CancellerBlocks(options.echoCanceller);
    const noise = seededNoise(7);
    // A uniform distribution on [-1, 1] has an RMS of 1/√3.
    const level = Math.sqrt(3) * 10 ** ((options.noiseDbfs ?? DEFAULT_NOISE_DBFS) / 20);
    this.#noise = () => level * noise();
  }

  /** The loudspeaker; opening it again replaces the one before. */
  readonly openSpeaker = (sampleRateHz: number): RoomSpeaker => {
    this.#speaker = new RoomSpeaker(sampleRateHz, this.time, this.#latencyMs);
    this.#resampler = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
    this.#air = new Float32Array(RESAMPLER_RESERVE + msToSamples(this.time.nowMs() - this.#frame * FRAME_MS));
    return this.#speaker;
  };

  /** The loudspeaker is pulled out of its socket; another one may be opened. */
  unplugSpeaker(): void {
    this.#speaker?.unplug();
  }

  /** Places a sound at 16 kHz in the room, `atMs` or now, whatever is later. */
  place(source: 'user' | 'others', pcm: Float32Array, atMs: number): void {
    const from = Math.max(this.#frame * FRAME_SAMPLES, msToSamples(Math.max(atMs, this.time.nowMs())));
    this.#sounds[source].push({ from, pcm });
  }

  /** Lets the time of the room go on until `signal` aborts, or the room is closed. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#closed.signal.aborted) {
      await this.time.advanceTo((this.#frame + 1) * FRAME_MS);
      await this.#nextFrame();
    }
  }

  /** All that was heard since the last call. */
  takeRecording(): RoomRecording {
    return this.#recorder.take(this.#frame * FRAME_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    this.microphone.end();
  }

  async #nextFrame(): Promise<void> {
    const at = this.#frame * FRAME_SAMPLES;
    const loudspeaker = this.#played();
    const user = this.#placed('user', at);
    const others = this.#placed('others', at);
    const microphone = this.#echo?.process(loudspeaker) ?? new Float32Array(FRAME_SAMPLES);
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const people = (user[i] as number) + (others[i] as number);
      microphone[i] = clip((microphone[i] as number) + people + this.#noise());
    }
    const cleaned = this.#canceller?.process(loudspeaker, microphone) ?? microphone;
    this.#recorder.append({ loudspeaker, microphone, cleaned, user, others });
    this.#frame += 1;
    await this.microphone.deliver({ at: at as SampleTime, pcm: cleaned });
  }

  /** What left the loudspeaker during this frame. */
  #played(): Float32Array {
    const fresh = this.#speaker === undefined ? [] : this.#resampler.process(this.#speaker.takeAir());
    const air = new Float32Array(Math.max(FRAME_SAMPLES, this.#air.length + fresh.length));
    air.set(this.#air);
    air.set(fresh, this.#air.length);
    this.#air = air.slice(FRAME_SAMPLES);
    return air.slice(0, FRAME_SAMPLES);
  }

  #placed(source: 'user' | 'others', at: number): Float32Array {
    const frame = new Float32Array(FRAME_SAMPLES);
    for (const { from, pcm } of this.#sounds[source]) {
      const first = Math.max(0, from - at);
      for (let i = first; i < FRAME_SAMPLES; i++) {
        frame[i] = (frame[i] as number) + (pcm[at + i - from] ?? 0);
      }
    }
    this.#sounds[source] = this.#sounds[source].filter(({ from, pcm }) => from + pcm.length > at + FRAME_SAMPLES);
    return frame;
  }
}
