/** The state of the assistant and everybody who watches it. The sequence has no gaps for any of them. */

import type { AssistantEvent, AssistantState, Update } from '../contract/assistant.ts';
import type { EngineEvent } from '../contract/events.ts';
import { reduceState } from './assistant-state.ts';

export class UpdateFeed {
  #state: AssistantState;
  #sequence = 0;
  readonly #watchers = new Set<(update: Update) => void>();

  constructor(state: AssistantState) {
    this.#state = state;
  }

  get state(): AssistantState {
    return this.#state;
  }

  publish(event: EngineEvent | AssistantEvent): void {
    this.#state = reduceState(this.#state, event);
    this.#sequence += 1;
    for (const watcher of this.#watchers) watcher({ kind: 'event', sequence: this.#sequence, event });
  }

  /** The whole state first, then every update in order. Resolves when the signal aborts. */
  async watch(watcher: (update: Update) => void, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    watcher({ kind: 'snapshot', sequence: this.#sequence, state: this.#state });
    this.#watchers.add(watcher);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#watchers.delete(watcher);
  }
}
