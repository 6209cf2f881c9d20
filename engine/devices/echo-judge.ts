/** Decides from measurements whether our own voice can be told from the user's. */

import type { EchoMeasurement } from '../capture/echo-canceller.ts';

/** What is left of our voice is as loud as a person across the room. */
const LOUD_DBFS = -45;
/** Quieter than that by a margin, so that the decision does not swing. */
const QUIET_DBFS = -52;
const WORSE_AFTER = 2;
const BETTER_AFTER = 3;

export type TurnTaking = 'full-duplex' | 'half-duplex';

export class EchoJudge {
  #turnTaking: TurnTaking = 'full-duplex';
  #against = 0;

  /** @returns what changes, with the reason for people; undefined when nothing does. */
  measured(echo: EchoMeasurement): { turnTaking: TurnTaking; reason: string } | undefined {
    const disagrees =
      this.#turnTaking === 'full-duplex' ? echo.residualDbfs > LOUD_DBFS : echo.residualDbfs < QUIET_DBFS;
    this.#against = disagrees ? this.#against + 1 : 0;
    if (this.#against < (this.#turnTaking === 'full-duplex' ? WORSE_AFTER : BETTER_AFTER)) return undefined;
    this.#against = 0;
    this.#turnTaking = this.#turnTaking === 'full-duplex' ? 'half-duplex' : 'full-duplex';
    const left = `${Math.round(echo.residualDbfs)} dBFS of our own voice are left`;
    return this.#turnTaking === 'half-duplex'
      ? {
          turnTaking: 'half-duplex',
          reason: `${left}; it listens again after it has spoken. Headphones or a lower volume help.`,
        }
      : { turnTaking: 'full-duplex', reason: `only ${left}` };
  }
}
