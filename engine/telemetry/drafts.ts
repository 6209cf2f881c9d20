/** What became of the replies that began before a turn was decided. */

import type { TurnTrace } from '../../contract/trace.ts';
import type { TurnStepRecord } from '../turn/turn-runner.ts';

/** What had been made of a reply when it was dropped. */
export interface ReplyWork {
  readonly generatedTokens: number;
  readonly synthesisedMs: number;
}

type Draft = TurnTrace['drafts'][number];

export class Drafts {
  readonly #drafts: Draft[] = [];
  /** Begun and not settled; there is one at most. */
  #open: number | undefined;

  get list(): readonly Draft[] {
    return this.#drafts;
  }

  step({ event, to, effects }: TurnStepRecord): void {
    if (event.type === 'reply-failed') this.#settle(event.reply, 'failed');
    for (const effect of effects) {
      if (effect.type === 'abort-reply') this.#settle(effect.reply, 'retracted');
      if (effect.type === 'commit-user-turn') this.#settle(effect.reply, 'used');
      if (effect.type === 'begin-reply' && to.kind === 'user-paused') {
        // A draft that nothing becomes of, because the engine ends, was in vain.
        this.#drafts.push({ reply: effect.reply, fate: 'retracted', generatedTokens: 0, synthesisedMs: 0 });
        this.#open = effect.reply;
      }
    }
  }

  /** Tells what was made of a dropped reply; of others nothing is noted. */
  dropped(reply: number, { generatedTokens, synthesisedMs }: ReplyWork): void {
    const draft = this.#drafts.find((one) => one.reply === reply && one.fate !== 'used');
    if (draft === undefined) return;
    draft.generatedTokens = generatedTokens;
    draft.synthesisedMs = Math.round(synthesisedMs);
  }

  #settle(reply: number, fate: Draft['fate']): void {
    if (reply !== this.#open) return;
    this.#open = undefined;
    const draft = this.#drafts.find((one) => one.reply === reply);
    if (draft !== undefined) draft.fate = fate;
  }
}
