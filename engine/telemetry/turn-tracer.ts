/**
 * Collects why each turn went the way it did. One trace runs from the first sound of the user to the end of the reply, or
 * until it is clear that there will be none.
 *
 * Invariants:
 * 1. Nothing here throws into the conversation: a tracer that fails loses a trace.
 * 2. A trace is bounded; what is beyond the bound is counted and dropped, the latest first.
 * 3. Traces come out in order, and together hold every step in which the floor was anyone's.
 */

import { randomUUID } from 'node:crypto';
import type { EngineEvent } from '../../contract/events.ts';
import type { SampleTime } from '../../contract/ids.ts';
import type { TraceEntry, TraceOutcome, TraceSettings, TurnTrace } from '../../contract/trace.ts';
import type { EndpointEvidence, EndpointJudgement } from '../turn/endpointing/judge-endpoint.ts';
import type { SpeakerPace } from '../turn/endpointing/speaker-pace.ts';
import type { OverlapEvidence, OverlapJudgement } from '../turn/overlap/judge-overlap.ts';
import { type AbortReason, openReply, type TurnConfig, type TurnState } from '../turn/turn-machine.ts';
import type { TurnStepRecord } from '../turn/turn-runner.ts';
import { Drafts, type ReplyWork } from './drafts.ts';
import type { LagMeter } from './event-loop-lag.ts';
import { splitEvidence } from './evidence.ts';
import { InputLevels } from './input-levels.ts';
import { RunningTimers } from './running-timers.ts';

export interface TurnTracerOptions {
  readonly settings: TraceSettings;
  readonly config: TurnConfig;
  /** Runs while replies do. */
  readonly lag: LagMeter;
  /** Wall clock. */
  readonly nowMs: () => number;
  readonly onTrace: (trace: TurnTrace) => void;
}

/** More than the longest turn of talking has: some ten steps for each pause. */
const MAX_ENTRIES = 1_000;

/** A trace in the making. */
interface Open {
  readonly start: TurnTrace['start'];
  readonly entries: TraceEntry[];
  readonly drafts: Drafts;
  droppedEntries: number;
  transcriptionPasses: number;
  reply: number | undefined;
  turnId: number | undefined;
  marks: TurnTrace['marks'];
  echo: TurnTrace['echo'];
}

export class TurnTracer {
  readonly #options: TurnTracerOptions;
  readonly #session: string = randomUUID();
  readonly #levels = new InputLevels();
  readonly #timers = new RunningTimers();
  #state: TurnState = { kind: 'asleep' };
  #repliesBegun = 0;
  #sequence = 0;
  #rejected: string | undefined;
  #open: Open;
  /** Ended, and waiting to hear which turn it was. */
  #ended: { readonly open: Open; readonly trace: TurnTrace } | undefined;

  constructor(options: TurnTracerOptions) {
    this.#options = options;
    this.#open = this.#begin();
  }

  /** What the turn runner did; before its effects are performed. */
  step(record: TurnStepRecord): void {
    this.#safely(() => {
      if (record.event.type === 'timer-fired') this.#timers.take(record.event.timer, record.at);
      this.#timers.apply(record.effects, record.at);
      this.#state = record.to;
      const isQuiet = isIdle(record.from) && isIdle(record.to) && this.#open.entries.length === 0;
      if (!isQuiet) this.#note(this.#entryOf(record));
      this.#open.drafts.step(record);
      this.#follow(record);
      // Nothing of a quiet room is worth telling; what comes next begins here.
      if (isQuiet) this.#open = this.#begin();
    });
  }

  /** Call it before the judgement is posted. @param at captured time now. */
  endpointJudged(at: SampleTime, evidence: EndpointEvidence, pace: SpeakerPace, judgement: EndpointJudgement): void {
    this.#safely(() => {
      if (isIdle(this.#state)) return;
      this.#note({ kind: 'endpoint-judged', at, ...splitEvidence(evidence), pace: { ...pace }, ...judgement });
    });
  }

  /** Call it before the verdict is posted, and also when there is none yet. */
  overlapJudged(at: SampleTime, evidence: OverlapEvidence, { verdict, reason }: OverlapJudgement): void {
    this.#safely(() => {
      if (isIdle(this.#state)) return;
      const judged = verdict === undefined ? { reason } : { verdict, reason };
      this.#note({ kind: 'overlap-judged', at, ...splitEvidence(evidence), ...judged });
    });
  }

  /** What had been made of a reply that is dropped. */
  replyDropped(reply: number, work: ReplyWork): void {
    this.#safely(() => {
      this.#open.drafts.dropped(reply, work);
      this.#ended?.open.drafts.dropped(reply, work);
    });
  }

  /** All that the engine tells. */
  event(event: EngineEvent): void {
    this.#safely(() => this.#heard(event));
  }

  /** Tells what it has of a turn that ended and whose number never came. */
  flush(): void {
    this.#safely(() => this.#tellEnded());
  }

  #heard(event: EngineEvent): void {
    switch (event.type) {
      case 'input.level':
        this.#levels.heard(event.dbfs, this.#state.kind);
        return;
      case 'echo.measured':
        this.#open.echo = { returnLossDb: event.returnLossDb, residualDbfs: event.residualDbfs };
        return;
      case 'transcript.partial':
        this.#open.transcriptionPasses += 1;
        return;
      case 'transcript.rejected':
        this.#rejected = event.reason;
        return;
      case 'transcript.final':
        this.#numbered(event.turnId, undefined);
        return;
      case 'reply.started':
        this.#numbered(event.turnId, event.replyId);
        return;
      case 'turn.timing':
        if (this.#open.reply === event.replyId) this.#open.marks = event.marks;
        return;
      default:
        return;
    }
  }

  /** Turns are numbered in the order in which they were committed. */
  #numbered(turnId: number, reply: number | undefined): void {
    const { open } = this.#ended ?? {};
    const owner = open !== undefined && (reply === undefined || open.reply === reply) ? open : this.#open;
    if (owner.reply === undefined || (reply !== undefined && owner.reply !== reply)) return;
    owner.turnId ??= turnId;
    if (owner === open) this.#tellEnded();
  }

  #entryOf({ at, event, to, effects }: TurnStepRecord): TraceEntry {
    const entry: TraceEntry = { kind: 'step', at, event, to, effects: [...effects] };
    if (event.type === 'nothing-heard' && this.#rejected !== undefined) entry.rejected = this.#rejected;
    return entry;
  }

  #note(entry: TraceEntry): void {
    if (this.#open.entries.length < MAX_ENTRIES) this.#open.entries.push(entry);
    else this.#open.droppedEntries += 1;
  }

  #follow({ event, from, to, effects }: TurnStepRecord): void {
    let outcome: TraceOutcome | undefined;
    for (const effect of effects) {
      if (effect.type === 'begin-reply') {
        this.#repliesBegun += 1;
        this.#options.lag.start();
      }
      if (effect.type === 'abort-reply' && effect.reply === this.#open.reply) outcome = OUTCOME_OF[effect.reason];
    }
    const { reply } = this.#open;
    if (reply !== undefined && openReply(to) !== reply) {
      this.#end(outcome ?? (event.type === 'reply-failed' ? 'failed' : 'answered'));
    } else if (reply === undefined && isIdle(to) && !isIdle(from)) {
      this.#end(OUTCOME_OF_EVENT[event.type] ?? 'nothing-heard');
    }
    for (const effect of effects) {
      if (effect.type !== 'commit-user-turn') continue;
      // The number that comes next is this turn's.
      this.#tellEnded();
      this.#open.reply = effect.reply;
    }
  }

  #end(outcome: TraceOutcome): void {
    this.#tellEnded();
    const open = this.#open;
    const lag = this.#options.lag.stop();
    const { config, nowMs } = this.#options;
    const { eagerness, bargeIn, sensitivity, mode } = this.#options.settings;
    const trace: TurnTrace = {
      version: 1,
      session: this.#session,
      sequence: this.#sequence++,
      outcome,
      endedAtMs: nowMs(),
      start: open.start,
      settings: { eagerness, bargeIn, sensitivity, mode },
      config: { ...config },
      entries: open.entries,
      droppedEntries: open.droppedEntries,
      transcriptionPasses: open.transcriptionPasses,
      drafts: [],
      levels: this.#levels.take(),
    };
    if (open.reply !== undefined) trace.reply = open.reply;
    if (lag !== undefined) trace.eventLoopLag = lag;
    this.#ended = { open, trace };
    this.#rejected = undefined;
    this.#open = this.#begin();
    // What was made of a dropped reply is told while this step is performed; the number of a turn may take longer.
    const isNumbered = open.reply === undefined || open.turnId !== undefined || NEVER_NUMBERED.includes(outcome);
    if (isNumbered) queueMicrotask(() => this.flush());
  }

  #tellEnded(): void {
    if (this.#ended === undefined) return;
    const { open, trace } = this.#ended;
    this.#ended = undefined;
    trace.drafts = [...open.drafts.list];
    if (open.turnId !== undefined) trace.turnId = open.turnId;
    if (open.marks !== undefined) trace.marks = open.marks;
    if (open.echo !== undefined) trace.echo = open.echo;
    this.#options.onTrace(trace);
  }

  #begin(): Open {
    return {
      start: { state: this.#state, timers: [...this.#timers.running], repliesBegun: this.#repliesBegun },
      entries: [],
      drafts: new Drafts(),
      droppedEntries: 0,
      transcriptionPasses: 0,
      reply: undefined,
      turnId: undefined,
      marks: undefined,
      echo: undefined,
    };
  }

  #safely(action: () => void): void {
    try {
      action();
    } catch {
      // A gap in the sequence tells that one is missing.
      this.#sequence += 1;
      this.#ended = undefined;
      this.#open = this.#begin();
    }
  }
}

const OUTCOME_OF: Readonly<Record<AbortReason, TraceOutcome>> = {
  'user-resumed': 'resumed',
  'barge-in': 'interrupted',
  'nothing-heard': 'nothing-heard',
  stopped: 'stopped',
  replaced: 'replaced',
  muted: 'closed',
  closed: 'closed',
};

/** Of a turn that got no reply. */
const OUTCOME_OF_EVENT: Readonly<Partial<Record<string, TraceOutcome>>> = {
  stopped: 'stopped',
  muted: 'closed',
  closed: 'closed',
};

/** A reply that ends so and has no turn by then has none at all. */
const NEVER_NUMBERED: readonly TraceOutcome[] = ['nothing-heard', 'answered', 'failed'];

function isIdle({ kind }: TurnState): boolean {
  return kind === 'listening' || kind === 'asleep';
}
