import type { TurnId } from '../../contract/ids.ts';
import type { ReplyRun } from './reply-run.ts';
import type { TurnStopwatch } from './turn-marks.ts';

/** The reply that is open, with everything that belongs to its turn. */
export interface OpenReply {
  readonly run: ReplyRun;
  /** Settled once the prompt is built from what was said before. */
  readonly prompted: Promise<unknown>;
  readonly stopwatch: TurnStopwatch;
  /** When the user's last sound ended, on the wall clock. */
  readonly originMs: number;
  /** Samples heard when playback was held. */
  heldAtSamples?: number;
  /** Once committed its failures are worth telling; once written all of its text is known. */
  progress: 'draft' | 'committed' | 'written';
  turnId: TurnId | undefined;
}
