/** An echo canceller that knows the room: the echo is what was played, so many samples ago, at one gain. */

import { SottoFault } from '../../contract/faults.ts';
import { rmsDbfs } from '../audio/level.ts';
import type { EchoCanceller, EchoMeasurement } from './echo-canceller.ts';
import { ECHO_STEP_SAMPLES } from './echo-canceller.ts';

const MIN_MEASURED_STEPS = 50;

export class FakeEchoCanceller implements EchoCanceller {
  readonly #gain: number;
  #played: Float32Array;
  #loss: EchoMeasurement | undefined;
  #steps = 0;
  #state: 'open' | 'closed' = 'open';

  constructor(room: { readonly delaySamples: number; readonly gain: number }) {
    this.#gain = room.gain;
    this.#played = new Float32Array(room.delaySamples);
  }

  render(played: Float32Array): void {
    this.#check(played);
    const joined = new Float32Array(this.#played.length + played.length);
    joined.set(this.#played);
    joined.set(played, this.#played.length);
    this.#played = joined;
  }

  process(heard: Float32Array): Float32Array {
    this.#check(heard);
    const echo = this.#played.subarray(0, heard.length);
    const clean = heard.map((sample, i) => sample - this.#gain * (echo[i] ?? 0));
    this.#played = this.#played.slice(heard.length);
    if (rmsDbfs(echo) > -60) {
      this.#steps += 1;
      this.#loss = { returnLossDb: rmsDbfs(heard) - rmsDbfs(clean), residualDbfs: rmsDbfs(clean) };
    }
    return clean;
  }

  measure(): EchoMeasurement | undefined {
    return this.#steps < MIN_MEASURED_STEPS ? undefined : this.#loss;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = 'closed';
  }

  #check(step: Float32Array): void {
    if (step.length !== ECHO_STEP_SAMPLES) {
      throw new SottoFault('bad-params', 'The echo canceller takes 160 samples.', { stage: 'capture' });
    }
    if (this.#state === 'closed') {
      throw new SottoFault('worker-unavailable', 'The echo canceller is closed.', { stage: 'capture' });
    }
  }
}
