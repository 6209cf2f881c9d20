/** Port: has the speaker finished, judged from how it sounds? */

export interface EndOfTurnModel extends AsyncDisposable {
  /**
   * @param pcm the turn so far, 16 kHz mono; only the last 8 s are used.
   * @returns probability in [0, 1] that the turn is complete.
   */
  predict(pcm: Float32Array): Promise<number>;
}
