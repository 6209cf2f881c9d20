/** The loudspeaker of a virtual room: plays as the time of the room goes on, a device's latency late. */

import { SottoFault } from '../../contract/faults.ts';
import type { Timekeeper } from '../base/clock.ts';

/** As long as the fade of the port: silence at once, and no click. */
const FADE_MS = 10;
/** Nobody waits longer than this to notice that the queue was dropped. */
const DRAIN_STEP_MS = 32;

export class RoomSpeaker {
  readonly sampleRateHz: number;
  readonly #clock: Timekeeper;
  readonly #openedAtMs: number;
  readonly #latencySamples: number;
  #state: 'open' | 'closed' | 'unplugged' = 'open';
  /** Written and not yet given to the device. */
  #queue: Float32Array[] = [];
  #queued = 0;
  /** Given to the device so far, silence included. */
  #rendered = 0;
  /** Where in what was rendered lies what was written: the newest stretches; `#retired` counts what lies before. */
  #stretches: { readonly at: number; samples: number }[] = [];
  #retired = 0;
  #gain = 1;
  #targetGain = 1;
  /** Rendered and not yet taken by the room, the latency included. */
  #air: Float32Array[];

  constructor(sampleRateHz: number, clock: Timekeeper, latencyMs: number) {
    this.sampleRateHz = sampleRateHz;
    this.#clock = clock;
    this.#openedAtMs = clock.nowMs();
    this.#latencySamples = Math.round((latencyMs * sampleRateHz) / 1000);
    this.#air = [new Float32Array(this.#latencySamples)];
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  write(pcm: Float32Array): void {
    if (this.#state !== 'open') return;
    this.#render();
    this.#queue.push(pcm);
    this.#queued += pcm.length;
  }

  get heardSamples(): number {
    this.#render();
    const inAir = this.#rendered - this.#latencySamples;
    return this.#stretches.reduce(
      (sum, { at, samples }) => sum + Math.max(0, Math.min(samples, inAir - at)),
      this.#retired,
    );
  }

  get queuedMs(): number {
    this.#render();
    const last = this.#stretches.at(-1);
    const inDevice = last === undefined ? 0 : last.at + last.samples + this.#latencySamples - this.#rendered;
    const waiting = this.#queued > 0 ? this.#queued + this.#latencySamples : Math.max(0, inDevice);
    return this.#state === 'open' ? (waiting * 1000) / this.sampleRateHz : 0;
  }

  setGain(gainDb: number): void {
    this.#render();
    this.#targetGain = 10 ** (gainDb / 20);
  }

  flush(): void {
    this.#render();
    const fade = this.#take(Math.round((FADE_MS * this.sampleRateHz) / 1000));
    this.#queue = [fade.map((sample, i) => sample * (1 - (i + 1) / fade.length))];
    this.#queued = fade.length;
  }

  async drained(): Promise<void> {
    for (let waitMs = this.queuedMs; waitMs > 0; waitMs = this.queuedMs) {
      await this.#clock.delay(Math.min(waitMs, DRAIN_STEP_MS));
      this.#checkPlugged();
    }
    this.#checkPlugged();
  }

  /** The device is gone; whoever waits for it learns of it. */
  unplug(): void {
    this.#render();
    this.#state = 'unplugged';
    this.#queue = [];
    this.#queued = 0;
  }

  /** What has left the loudspeaker since the last call, up to now. */
  takeAir(): Float32Array {
    this.#render();
    const total = this.#air.reduce((sum, { length }) => sum + length, 0);
    const air = new Float32Array(total);
    let at = 0;
    for (const part of this.#air) {
      air.set(part, at);
      at += part.length;
    }
    const heard = total - this.#latencySamples;
    this.#air = [air.slice(heard)];
    return air.subarray(0, heard);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.flush();
    this.#state = 'closed';
  }

  #checkPlugged(): void {
    if (this.#state !== 'unplugged') return;
    throw new SottoFault('device-missing', 'The loudspeaker was unplugged.', { stage: 'playback' });
  }

  /** Gives the device what it has needed until now; silence where nothing is queued. */
  #render(): void {
    const wanted = Math.floor(((this.#clock.nowMs() - this.#openedAtMs) * this.sampleRateHz) / 1000);
    const count = wanted - this.#rendered;
    if (count <= 0) return;
    const pcm = new Float32Array(count);
    const sound = this.#take(count);
    pcm.set(sound);
    this.#applyGain(pcm);
    this.#air.push(pcm);
    this.#note(sound.length);
    this.#rendered = wanted;
  }

  #note(samples: number): void {
    const last = this.#stretches.at(-1);
    if (samples > 0 && last !== undefined && last.at + last.samples === this.#rendered) last.samples += samples;
    else if (samples > 0) this.#stretches.push({ at: this.#rendered, samples });
    for (let first = this.#stretches[0]; first !== undefined; first = this.#stretches[0]) {
      if (first.at + first.samples > this.#rendered - this.#latencySamples) return;
      this.#retired += first.samples;
      this.#stretches.shift();
    }
  }

  #take(count: number): Float32Array {
    const taken = new Float32Array(Math.min(count, this.#queued));
    let filled = 0;
    while (filled < taken.length) {
      const chunk = this.#queue[0] as Float32Array;
      const part = chunk.subarray(0, taken.length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#queue.shift();
      else this.#queue[0] = chunk.subarray(part.length);
    }
    this.#queued -= taken.length;
    return taken;
  }

  /** Ramps over FADE_MS for a full step. */
  #applyGain(pcm: Float32Array): void {
    const step = 1000 / (FADE_MS * this.sampleRateHz);
    for (let i = 0; i < pcm.length; i++) {
      const gap = this.#targetGain - this.#gain;
      this.#gain = Math.abs(gap) <= step ? this.#targetGain : this.#gain + Math.sign(gap) * step;
      pcm[i] = (pcm[i] as number) * this.#gain;
    }
  }
}
