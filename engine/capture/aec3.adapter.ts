/** WebRTC's third echo canceller, from the audio add-on. */

import { SottoFault } from '../../contract/faults.ts';
import { type AddonCanceller, loadAudioAddon } from './audio-addon.ts';
import type { EchoCanceller, EchoCancellerOptions, EchoMeasurement } from './echo-canceller.ts';
import { ECHO_STEP_SAMPLES } from './echo-canceller.ts';

/** WebRTC's own: an echo of 52 ms, and a suppressor that trusts its filter little. */
const STOCK = { tailBlocks: 13, erleMaxLow: 4, erleMaxHigh: 1.5 } as const;

/** Throws `device-missing` where the add-on is not built. */
export function createEchoCanceller(options: EchoCancellerOptions = {}): EchoCanceller {
  const { EchoCanceller } = loadAudioAddon();
  return new Aec3(
    new EchoCanceller({
      noiseSuppression: options.noiseSuppression === 'on',
      automaticGain: options.automaticGain === 'on',
      ...(options.tuning === 'stock' ? STOCK : {}),
    }),
  );
}

class Aec3 implements EchoCanceller {
  #canceller: AddonCanceller | undefined;

  constructor(canceller: AddonCanceller) {
    this.#canceller = canceller;
  }

  render(played: Float32Array): void {
    this.#open(played).render(played);
  }

  process(heard: Float32Array): Float32Array {
    const clean = new Float32Array(ECHO_STEP_SAMPLES);
    this.#open(heard).process(heard, clean);
    return clean;
  }

  measure(): EchoMeasurement | undefined {
    return this.#canceller?.measured() ?? undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#canceller = undefined;
  }

  #open(step: Float32Array): AddonCanceller {
    if (step.length !== ECHO_STEP_SAMPLES) {
      const message = `The echo canceller takes ${ECHO_STEP_SAMPLES} samples, not ${step.length}.`;
      throw new SottoFault('bad-params', message, { stage: 'capture' });
    }
    if (this.#canceller === undefined) {
      throw new SottoFault('worker-unavailable', 'The echo canceller is closed.', { stage: 'capture' });
    }
    return this.#canceller;
  }
}
