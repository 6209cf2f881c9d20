/** How conversations went, for a client to look at and to listen to. */

import { z } from 'zod';
import type { FloorState } from './floor.ts';
import type { TraceOutcome, TraceSettings } from './trace.ts';
import type { TurnMarks } from './turn-marks.ts';

const conversationId = z.string().min(1).max(100);
const speaker = z.enum(['user', 'assistant']);
export type Speaker = z.infer<typeof speaker>;

export const insightParams = {
  /** A conversation through the turn machine once more; with `change`, as other settings would have had it. */
  'insights.replay': z.object({
    conversationId,
    change: z
      .object({
        eagerness: z.number().min(0).max(1).optional(),
        bargeIn: z.enum(['any-speech', 'words', 'stop-phrases', 'never']).optional(),
      })
      .optional(),
  }),
  /** Plays what was kept of a turn's sound. Settles when it was heard; cancelling silences it. */
  'insights.play': z.object({ conversationId, turn: z.number().int().nonnegative(), speaker }),
} as const;

/** Who had the floor, in ms since the turn began. */
export interface FloorSpan {
  readonly floor: FloorState;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface VerdictView {
  readonly fate: string;
  /** From the last sound of the user, for a pause; from the first one, for speech over a reply. */
  readonly afterMs: number;
  readonly reason?: string;
  /** That the turn was over, as it seemed. */
  readonly probability?: number;
}

export interface DecisionView {
  readonly kind: 'pause' | 'overlap';
  /** Since the turn began. */
  readonly atMs: number;
  readonly recorded: VerdictView;
  readonly replayed: VerdictView;
  /** What other settings would have made of it; absent where nothing else. */
  readonly difference?: { readonly kind: DifferenceKind; readonly ms?: number };
}

/** `cuts-off`: the turn would have ended although the user was about to go on. `waits`: it would not have. */
export type DifferenceKind = 'earlier' | 'later' | 'cuts-off' | 'waits' | 'yields' | 'stops' | 'ignores' | 'other';

export interface ReplayedTurnView {
  readonly turnId?: number;
  readonly outcome: TraceOutcome;
  readonly endedAtMs: number;
  /** As it was recorded. */
  readonly settings: TraceSettings;
  readonly userText?: string;
  readonly assistantText?: string;
  readonly marks?: TurnMarks;
  readonly spans: readonly FloorSpan[];
  readonly decisions: readonly DecisionView[];
  /** Whose sound was kept. */
  readonly sounds: readonly Speaker[];
}

export interface ReplayView {
  readonly turns: readonly ReplayedTurnView[];
  /** How many decisions would have come out differently, by kind. */
  readonly differences: Readonly<Record<DifferenceKind, number>>;
  /** Of turns that would have ended as well, only sooner or later; negative is sooner. */
  readonly meanShiftMs: number;
}

export interface PlayedSound {
  readonly heardMs: number;
  readonly totalMs: number;
}
