/** Port: takes our own voice out of what the microphone hears. Steps of 10 ms: 160 samples at 16 kHz, in [-1, 1]. */

/** The step of a canceller, at the engine's rate. */
export const ECHO_STEP_SAMPLES = 160;

export interface EchoMeasurement {
  /** How much quieter our own voice is after the canceller, in dB. */
  readonly returnLossDb: number;
  /** What is left of it, in dB below full scale. */
  readonly residualDbfs: number;
}

export interface EchoCanceller extends AsyncDisposable {
  /** The next step of what the loudspeaker plays, silence included: what is left out shifts the echo. */
  render(played: Float32Array): void;
  /** The step that the microphone heard at that time, without the echo. Delays by 8 ms. */
  process(heard: Float32Array): Float32Array;
  /** Over the last two seconds of playing; undefined before half a second was played. */
  measure(): EchoMeasurement | undefined;
}

export interface EchoCancellerOptions {
  readonly noiseSuppression?: 'on' | 'off';
  readonly automaticGain?: 'on' | 'off';
  /** `stock`: as the canceller comes, which keeps less of who talks over it; to compare with. */
  readonly tuning?: 'barge-in' | 'stock';
}
