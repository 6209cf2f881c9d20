/** Lets others wait for the floor: for the user's turn to talk, or for everything to be said. */

import type { FloorState } from '../../contract/events.ts';
import { abortable } from '../base/abortable.ts';

type Waiter = { readonly when: (state: FloorState) => boolean; readonly resolve: () => void };

const ASSISTANT_HAS_IT: readonly FloorState[] = ['thinking', 'speaking', 'overlapped'];

export class Floor {
  #state: FloorState = 'asleep';
  #waiters: Waiter[] = [];

  moveTo(state: FloorState): void {
    this.#state = state;
    const ready = this.#waiters.filter(({ when }) => when(state));
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  }

  /** Resolves when the assistant does not have the floor. */
  async userMayTalk(): Promise<void> {
    await this.#until((state) => !ASSISTANT_HAS_IT.includes(state));
  }

  /** Resolves when nobody has the floor; rejects with `cancelled` when `signal` aborts. */
  async settled(signal: AbortSignal): Promise<void> {
    await abortable(
      this.#until((state) => state === 'listening' || state === 'asleep'),
      signal,
    );
  }

  async #until(when: (state: FloorState) => boolean): Promise<void> {
    if (when(this.#state)) return;
    await new Promise<void>((resolve) => this.#waiters.push({ when, resolve }));
  }
}
