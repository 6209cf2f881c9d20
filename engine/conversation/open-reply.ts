import type { TurnId } from '../../contract/ids.ts';
import type { ReplyRun, ReplySource } from './reply-run.ts';
import type { TurnStopwatch } from './turn-marks.ts';

/** The reply that is open, with everything that belongs to its turn. */
export interface OpenReply {
  readonly run: ReplyRun;
  /** Settled once it is known what it is made from, after what was said before. */
  readonly source: Promise<ReplySource | undefined>;
  readonly stopwatch: TurnStopwatch;
  /** When the user's last sound ended, on the wall clock. */
  readonly originMs: number;
  /** Samples heard when playback was held. */
  heldAtSamples?: number;
  /** Once committed its failures are worth telling; once written all of its text is known. */
  progress: 'draft' | 'committed' | 'written';
  turnId: TurnId | undefined;
}
