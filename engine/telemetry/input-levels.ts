/** How loud the user and the room are, from the level of the microphone and who has the floor. */

import type { FloorState } from '../../contract/floor.ts';

/** The room falls to its quietest moments at once, and rises slowly: a passing car is not the room. */
const FALLING_SHARE = 0.5;
const RISING_SHARE = 0.02;

export class InputLevels {
  #noiseDbfs: number | undefined;
  #speechSum = 0;
  #speechCount = 0;

  heard(dbfs: number, floor: FloorState): void {
    if (!Number.isFinite(dbfs)) return;
    if (floor === 'user-speaking') {
      this.#speechSum += dbfs;
      this.#speechCount += 1;
    } else if (floor === 'listening' || floor === 'asleep') {
      this.#noiseDbfs = approach(this.#noiseDbfs ?? dbfs, dbfs);
    }
  }

  /** In tenths; of speech since the last call, of the room as it was last. */
  take(): { speechDbfs?: number; noiseDbfs?: number } {
    const speech = this.#speechCount === 0 ? {} : { speechDbfs: tenths(this.#speechSum / this.#speechCount) };
    this.#speechSum = 0;
    this.#speechCount = 0;
    return { ...speech, ...(this.#noiseDbfs === undefined ? {} : { noiseDbfs: tenths(this.#noiseDbfs) }) };
  }
}

function approach(level: number, dbfs: number): number {
  return level + (dbfs - level) * (dbfs < level ? FALLING_SHARE : RISING_SHARE);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
