/** A replayed conversation, turn by turn, in milliseconds and without machinery: for a person or a program to read. */

import type { TraceOutcome, TurnTrace } from '../../contract/trace.ts';
import type { TurnMarks } from '../../contract/turn-marks.ts';
import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import type { OverlapFate, PauseFate } from './decisions.ts';
import type { OverlapDecision, PauseDecision, Verdict } from './replay.ts';
import { type SpeculationSummary, summariseSpeculation } from './speculation.ts';

export interface ReportedVerdict<Fate> {
  readonly fate: Fate;
  /** From the last sound of the user, for a pause; from the first one, for speech over a reply. */
  readonly afterMs: number;
  readonly reason?: string;
  /** That the turn was over, as it seemed. */
  readonly probability?: number;
  /** When the last judgement was made; a decision at that very moment had waited for it. */
  readonly judgedAfterMs?: number;
  /** When a reply began on trust, in ms like `afterMs`. */
  readonly draftAfterMs?: number;
}

/**
 * What would have been different. `cuts-off`: the turn would have ended although the user was about to go on, `ms`
 * later. `waits`: the user would have gone on, rather than been cut off.
 */
export type Difference =
  | { readonly kind: 'earlier' | 'later' | 'cuts-off'; readonly ms: number }
  | { readonly kind: 'waits' | 'yields' | 'stops' | 'ignores' | 'other' };

export interface ReportedDecision<Kind, Fate> {
  readonly kind: Kind;
  /** Since the microphone opened. */
  readonly atMs: number;
  readonly recorded: ReportedVerdict<Fate>;
  readonly replayed: ReportedVerdict<Fate>;
  /** Absent where nothing would have been. */
  readonly difference?: Difference;
}

export interface ReportedTurn {
  readonly turnId?: number;
  readonly outcome: TraceOutcome;
  /** Why it was taken for nothing. */
  readonly rejected?: string;
  readonly marks?: TurnMarks;
  readonly transcriptionPasses: number;
  readonly levels: TurnTrace['levels'];
  readonly echo?: NonNullable<TurnTrace['echo']>;
  readonly eventLoopLag?: NonNullable<TurnTrace['eventLoopLag']>;
  readonly drafts: TurnTrace['drafts'];
  readonly decisions: readonly (ReportedDecision<'pause', PauseFate> | ReportedDecision<'overlap', OverlapFate>)[];
}

export interface ReplaySummary {
  readonly turns: number;
  /** Sounds that were heard and became no turn. */
  readonly nothingHeard: number;
  readonly pauses: number;
  readonly overlaps: number;
  /** Turns that ended although the user went on right after. */
  readonly cutOffs: number;
  /** How many decisions would have come out differently, by kind. */
  readonly differences: Readonly<Record<Difference['kind'], number>>;
  /** Of turns that would have ended as well, only sooner or later; negative is sooner. */
  readonly meanShiftMs: number;
  readonly speculation: SpeculationSummary;
}

export function reportReplay(
  traces: readonly TurnTrace[],
  decisions: readonly (PauseDecision | OverlapDecision)[],
): { readonly turns: readonly ReportedTurn[]; readonly summary: ReplaySummary } {
  const turns = traces.map((trace) =>
    reportTurn(
      trace,
      decisions.filter((decision) => decision.trace === trace),
    ),
  );
  return { turns, summary: summarise(traces, turns) };
}

function reportTurn(trace: TurnTrace, decisions: readonly (PauseDecision | OverlapDecision)[]): ReportedTurn {
  const { turnId, outcome, marks, transcriptionPasses, levels, echo, eventLoopLag, drafts, entries } = trace;
  const rejected = entries.flatMap((entry) => (entry.kind === 'step' ? (entry.rejected ?? []) : [])).at(-1);
  const known = Object.entries({ turnId, rejected, marks, echo, eventLoopLag }).filter(
    ([, value]) => value !== undefined,
  );
  const reported = decisions.map((decision) =>
    decision.kind === 'pause'
      ? report(decision, pauseDifference(decision))
      : report(decision, overlapDifference(decision)),
  );
  return {
    ...Object.fromEntries(known),
    outcome,
    transcriptionPasses,
    levels,
    drafts,
    decisions: reported as ReportedTurn['decisions'],
  };
}

function report<Kind extends 'pause' | 'overlap', Fate>(
  decision: { kind: Kind; since: number; recorded: Verdict<Fate>; replayed: Verdict<Fate> },
  difference: Difference | undefined,
): ReportedDecision<Kind, Fate> {
  const { kind, since, recorded, replayed } = decision;
  return {
    kind,
    atMs: toMs(since),
    recorded: reportVerdict(recorded, since),
    replayed: reportVerdict(replayed, since),
    ...(difference === undefined ? {} : { difference }),
  };
}

function reportVerdict<Fate>(
  { fate, at, reason, probability, judgedAt, draftAt }: Verdict<Fate>,
  since: number,
): ReportedVerdict<Fate> {
  return {
    fate,
    afterMs: toMs(at - since),
    ...(reason === undefined ? {} : { reason }),
    ...(probability === undefined ? {} : { probability: Math.round(probability * 100) / 100 }),
    ...(judgedAt === undefined ? {} : { judgedAfterMs: toMs(judgedAt - since) }),
    ...(draftAt === undefined ? {} : { draftAfterMs: toMs(draftAt - since) }),
  };
}

function pauseDifference({ recorded, replayed }: PauseDecision): Difference | undefined {
  if (recorded.fate === replayed.fate) {
    return recorded.fate === 'ended' ? shift(recorded.at, replayed.at) : undefined;
  }
  if (recorded.fate === 'went-on' && replayed.fate === 'ended') {
    return { kind: 'cuts-off', ms: toMs(recorded.at - replayed.at) };
  }
  return { kind: recorded.fate === 'ended' && replayed.fate === 'went-on' ? 'waits' : 'other' };
}

function overlapDifference({ recorded, replayed }: OverlapDecision): Difference | undefined {
  if (recorded.fate === replayed.fate) {
    return recorded.fate === 'yielded' || recorded.fate === 'stopped' ? shift(recorded.at, replayed.at) : undefined;
  }
  switch (replayed.fate) {
    case 'yielded':
      return { kind: 'yields' };
    case 'stopped':
      return { kind: 'stops' };
    case 'ignored':
    case 'dismissed':
      return { kind: 'ignores' };
    default:
      return { kind: 'other' };
  }
}

function shift(recordedAt: number, replayedAt: number): Difference | undefined {
  const ms = toMs(replayedAt - recordedAt);
  if (ms === 0) return undefined;
  return { kind: ms < 0 ? 'earlier' : 'later', ms: Math.abs(ms) };
}

function summarise(traces: readonly TurnTrace[], turns: readonly ReportedTurn[]): ReplaySummary {
  const all = turns.flatMap(({ decisions }) => decisions);
  const differences = { earlier: 0, later: 0, 'cuts-off': 0, waits: 0, yields: 0, stops: 0, ignores: 0, other: 0 };
  const shifts: number[] = [];
  for (const { kind, difference } of all) {
    if (difference === undefined) continue;
    differences[difference.kind] += 1;
    if (kind !== 'pause') continue;
    if (difference.kind === 'earlier') shifts.push(-difference.ms);
    if (difference.kind === 'later') shifts.push(difference.ms);
  }
  const pauses = all.filter(({ kind }) => kind === 'pause').length;
  return {
    turns: traces.filter(({ reply }) => reply !== undefined).length,
    nothingHeard: traces.filter(({ outcome }) => outcome === 'nothing-heard').length,
    pauses,
    overlaps: all.length - pauses,
    cutOffs: traces.filter(({ outcome }) => outcome === 'resumed').length,
    differences,
    meanShiftMs: shifts.length === 0 ? 0 : Math.round(shifts.reduce((sum, ms) => sum + ms, 0) / shifts.length),
    speculation: summariseSpeculation(traces),
  };
}

function toMs(samples: number): number {
  return Math.round((samples * 1000) / SAMPLE_RATE_HZ);
}
