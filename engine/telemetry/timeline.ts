/** Traces of one session in a row: everything that happened, and where the floor was before it. */

import type { TraceEntry, TurnTrace } from '../../contract/trace.ts';
import type { TurnEffect, TurnEvent, TurnState } from '../turn/turn-machine.ts';
import { type RunningTimer, RunningTimers } from './running-timers.ts';

/** The turn machine between two steps, as it was recorded. */
export interface Standing {
  readonly state: TurnState;
  readonly timers: readonly RunningTimer[];
  readonly repliesBegun: number;
}

export interface Moment {
  readonly trace: TurnTrace;
  readonly entry: TraceEntry;
  /** When captured time was really there: a timer is noticed a little after it ran out. */
  readonly at: number;
  readonly before: Standing;
  /** Of a timer: it had not run out, but nothing more was going to be captured. */
  readonly isEarly: boolean;
  /** Of a step: what it says was judged in the moment before, and can be judged anew from that. */
  readonly isJudged: boolean;
}

/** Moments of traces between which nothing is missing. */
export type Timeline = readonly Moment[];

/** @param traces in the order in which they were kept; of any number of sessions. */
export function timelinesOf(traces: readonly TurnTrace[]): readonly Timeline[] {
  const runs: TurnTrace[][] = [];
  for (const trace of traces) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && continues(last, trace)) runs.at(-1)?.push(trace);
    else runs.push([trace]);
  }
  return runs.map((run) => run.flatMap(momentsOf));
}

/** What the machine was told, as it was told. */
export function eventOf(entry: Extract<TraceEntry, { kind: 'step' }>): TurnEvent {
  return entry.event as TurnEvent;
}

export function stateOf(entry: Extract<TraceEntry, { kind: 'step' }>): TurnState {
  return entry.to as TurnState;
}

function continues(last: TurnTrace, next: TurnTrace): boolean {
  return last.session === next.session && last.sequence + 1 === next.sequence && last.droppedEntries === 0;
}

function momentsOf(trace: TurnTrace): readonly Moment[] {
  const timers = new RunningTimers(trace.start.timers);
  let state = trace.start.state as TurnState;
  let { repliesBegun } = trace.start;
  let previous: TraceEntry | undefined;
  return trace.entries.map((entry) => {
    const before = { state, timers: timers.running, repliesBegun };
    let at = entry.at;
    let isEarly = false;
    if (entry.kind === 'step') {
      const event = eventOf(entry);
      if (event.type === 'timer-fired') {
        const fired = timers.take(event.timer, entry.at);
        isEarly = before.timers.some(
          ({ timer, startedAt, dueAt }) => timer === event.timer && Math.max(startedAt + 1, dueAt) > entry.at,
        );
        at = fired?.at ?? entry.at;
      }
      const effects = entry.effects as readonly TurnEffect[];
      timers.apply(effects, entry.at);
      repliesBegun += effects.filter(({ type }) => type === 'begin-reply').length;
      state = stateOf(entry);
    }
    const isJudged = entry.kind === 'step' && judgedBy(entry.event.type, previous);
    previous = entry;
    return { trace, entry, at, before, isEarly, isJudged };
  });
}

function judgedBy(type: string, previous: TraceEntry | undefined): boolean {
  if (type === 'end-of-turn-judged') return previous?.kind === 'endpoint-judged';
  return type === 'overlap-judged' && previous?.kind === 'overlap-judged';
}
