/** Port: has the speaker finished, judged from how it sounds? */

/**
 * Silence after the last sound that such a model should hear: a voice that is cut off at its last sample sounds as if it
 * went on. 64 ms, which is less than it takes to notice a pause.
 */
export const HEARD_SILENCE_SAMPLES = 1024;

export interface EndOfTurnModel extends AsyncDisposable {
  /**
   * @param pcm the turn so far and `HEARD_SILENCE_SAMPLES` after it, 16 kHz mono; only the last 8 s are used.
   * @returns probability in [0, 1] that the turn is complete.
   */
  predict(pcm: Float32Array): Promise<number>;
}
