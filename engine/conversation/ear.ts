/** Whether what the microphone brings is listened to at this moment. */

import type { Settings } from '../../contract/settings.ts';
import type { TurnState } from '../turn/turn-machine.ts';

/**
 * Whether the microphone is heard while the assistant judges, thinks and speaks. A recording that is read faster than
 * real time is half-duplex: captured time stands still until it is the user's turn again.
 */
export type TurnTaking = 'full-duplex' | 'half-duplex';

export class Ear {
  readonly #settings: Pick<Settings['turnTaking'], 'mode' | 'bargeIn'>;
  readonly #floor: () => TurnState;
  #state: 'listening' | 'muted' | 'held' = 'listening';
  #turnTaking: TurnTaking = 'full-duplex';

  constructor(settings: Pick<Settings['turnTaking'], 'mode' | 'bargeIn'>, floor: () => TurnState) {
    this.#settings = settings;
    this.#floor = floor;
  }

  get isOpen(): boolean {
    if (this.#state === 'muted') return false;
    const { mode, bargeIn } = this.#settings;
    // Without a key there is nobody to listen to.
    if (mode === 'push-to-talk' || mode === 'toggle') return this.#state === 'held';
    const hearsItself = this.#turnTaking === 'half-duplex' || bargeIn === 'never';
    return !(hearsItself && this.#floor().kind === 'speaking');
  }

  /** A key is down. */
  get isHeld(): boolean {
    return this.#state === 'held';
  }

  /** Whether an assistant that nobody talks to waits to be woken. */
  get sleeps(): boolean {
    return this.#settings.mode !== 'hands-free';
  }

  hold(): void {
    this.#state = 'held';
  }

  release(): void {
    this.#state = 'listening';
  }

  setMuted(muted: boolean): void {
    this.#state = muted ? 'muted' : 'listening';
  }

  setTurnTaking(turnTaking: TurnTaking): void {
    this.#turnTaking = turnTaking;
  }
}
