/**
 * Runs a recorded conversation through the turn machine once more, perhaps with other settings, and tells what would have
 * been decided.
 *
 * Every decision is taken up where it was recorded: from there the machine runs on its own, with timers of its own, and
 * with judgements made anew from what was known at the time. What one decision would have changed for the next is
 * not guessed.
 *
 * Invariant (checked by the property test beside this file): with the recorded settings every decision comes out as it
 * was recorded, at the same sample.
 */

import type { TraceEntry, TraceSettings, TurnTrace } from '../../contract/trace.ts';
import { msToSamples } from '../audio/audio-frame.ts';
import { type EndpointEvidence, judgeEndpoint } from '../turn/endpointing/judge-endpoint.ts';
import type { SpeakerPace } from '../turn/endpointing/speaker-pace.ts';
import { judgeOverlap, type OverlapEvidence } from '../turn/overlap/judge-overlap.ts';
import type { Phrases } from '../turn/phrases/phrases.ts';
import type { TurnConfig, TurnEvent } from '../turn/turn-machine.ts';
import { beginsOverlap, beginsPause, type OverlapFate, overlapFate, type PauseFate, pauseFate } from './decisions.ts';
import { joinEvidence } from './evidence.ts';
import { MachineRun, type RunStep } from './machine-run.ts';
import { eventOf, type Moment, stateOf, type Timeline, timelinesOf } from './timeline.ts';

export interface ReplayOptions {
  readonly phrases: Phrases;
  readonly assistantName: string;
  /** Other settings than the recorded ones. */
  readonly change?: Partial<Pick<TraceSettings, 'eagerness' | 'bargeIn'>>;
  /** What settings mean for the machine; asked only where something changes. Where it rests stays as it was. */
  readonly configOf: (settings: TraceSettings) => TurnConfig;
}

/** How a decision came out. Times are captured samples. */
export interface Verdict<Fate> {
  readonly fate: Fate;
  readonly at: number;
  /** Of the last judgement before it, where there was one. */
  readonly reason?: string;
  readonly probability?: number;
  readonly judgedAt?: number;
  /** When a draft began. */
  readonly draftAt?: number;
}

export interface Decision<Kind extends 'pause' | 'overlap', Fate> {
  readonly kind: Kind;
  /** In which trace it was taken. */
  readonly trace: TurnTrace;
  /** The last sound before the pause; the first one over the reply. */
  readonly since: number;
  readonly recorded: Verdict<Fate>;
  readonly replayed: Verdict<Fate>;
}

export type PauseDecision = Decision<'pause', PauseFate>;
export type OverlapDecision = Decision<'overlap', OverlapFate>;

/** Every decision in the traces, in order. */
export function replayTraces(
  traces: readonly TurnTrace[],
  options: ReplayOptions,
): readonly (PauseDecision | OverlapDecision)[] {
  return timelinesOf(traces).flatMap((timeline) =>
    timeline.flatMap((moment, index): readonly (PauseDecision | OverlapDecision)[] => {
      if (moment.entry.kind !== 'step') return [];
      const arc = { from: moment.before.state, to: stateOf(moment.entry) };
      const { trace } = moment;
      if (beginsPause(arc)) {
        const since = arc.to.kind === 'user-paused' ? arc.to.since : moment.at;
        return [{ kind: 'pause', trace, since, ...decide(timeline, index, options, pauseFate) }];
      }
      if (!beginsOverlap(arc)) return [];
      return [{ kind: 'overlap', trace, since: moment.at, ...decide(timeline, index, options, overlapFate) }];
    }),
  );
}

type FateOf<Fate> = (step: Pick<RunStep, 'event' | 'from' | 'to'>) => Fate | undefined;

function decide<Fate extends string>(
  timeline: Timeline,
  from: number,
  options: ReplayOptions,
  fateOf: FateOf<Fate>,
): { recorded: Verdict<Fate | 'undecided'>; replayed: Verdict<Fate | 'undecided'> } {
  const { verdict: recorded, end } = recordedVerdict(timeline, from, fateOf);
  return { recorded, replayed: replayedVerdict(timeline, from, end, options, fateOf) };
}

/** @returns also the index of the moment that decided it; beyond the last one when none did. */
function recordedVerdict<Fate extends string>(
  timeline: Timeline,
  from: number,
  fateOf: FateOf<Fate>,
): { verdict: Verdict<Fate | 'undecided'>; end: number } {
  const notes = new Notes();
  for (const [offset, { entry, at, before }] of timeline.slice(from).entries()) {
    if (entry.kind !== 'step') continue;
    const step = { at, event: eventOf(entry), from: before.state, to: stateOf(entry) };
    const fate = fateOf(step);
    notes.take({ ...step, beganReply: entry.effects.some(({ type }) => type === 'begin-reply') });
    if (fate !== undefined) return { verdict: notes.verdict(fate, at), end: from + offset };
  }
  return { verdict: notes.verdict('undecided', timeline.at(-1)?.at ?? 0), end: timeline.length };
}

function replayedVerdict<Fate extends string>(
  timeline: Timeline,
  from: number,
  recordedEnd: number,
  options: ReplayOptions,
  fateOf: FateOf<Fate>,
): Verdict<Fate | 'undecided'> {
  const first = timeline[from];
  if (first?.entry.kind !== 'step') return { fate: 'undecided', at: 0 };
  const { settings, config } = rulesFor(first.trace, options);
  const run = new MachineRun(first.before, config);
  const notes = new Notes();
  let fate: Fate | undefined;
  /** @returns whether it decided. */
  const taken = (step: RunStep | undefined): boolean => {
    if (step === undefined) return false;
    notes.take(step);
    fate = fateOf(step);
    return fate !== undefined;
  };
  const verdictAt = (at: number): Verdict<Fate | 'undecided'> => notes.verdict(fate ?? 'undecided', at);

  for (const [offset, moment] of timeline.slice(from).entries()) {
    const { entry } = moment;
    const isAfter = from + offset > recordedEnd;
    // What the user does once they hear the answer says nothing about having waited longer for it.
    if (isAfter && entry.kind === 'step' && entry.event.type === 'playback-started') break;
    if (offset > 0) {
      for (let step = run.advance(entry.at); step !== undefined; step = run.advance(entry.at)) {
        if (taken(step)) return verdictAt(step.at);
      }
    }
    if (moment.isEarly) {
      const step = run.endOfCapture(entry.at);
      if (taken(step)) return verdictAt(step?.at ?? entry.at);
      continue;
    }
    const event = offset === 0 ? eventOf(first.entry) : eventAnew(moment, isAfter, run, settings, options);
    if (event === undefined) continue;
    const step = run.post(event, entry.at);
    if (taken(step)) return verdictAt(step.at);
  }
  // Where the record breaks off, nobody knows what came before the timer.
  const step = recordedEnd < timeline.length ? run.advance(Number.POSITIVE_INFINITY) : undefined;
  taken(step);
  return verdictAt(step?.at ?? timeline.at(-1)?.at ?? 0);
}

function rulesFor(
  { settings, config }: TurnTrace,
  { change, configOf }: ReplayOptions,
): { settings: TraceSettings; config: TurnConfig } {
  if (change === undefined) return { settings, config: config as TurnConfig };
  const changed = { ...settings, ...change };
  return { settings: changed, config: { ...configOf(changed), rest: config.rest as TurnConfig['rest'] } };
}

/** What the machine is told at a moment: as recorded, unless it is the outcome of something that is judged anew. */
function eventAnew(
  { entry, before, isJudged }: Moment,
  isAfter: boolean,
  run: MachineRun,
  settings: TraceSettings,
  options: ReplayOptions,
): TurnEvent | undefined {
  if (entry.kind === 'overlap-judged') return overlapAnew(joinEvidence<OverlapEvidence>(entry), settings, options);
  if (entry.kind === 'endpoint-judged') {
    // Words that had the floor when they were said are, where they would not have had it, words over a reply.
    const hadFloor = before.state.kind !== 'overlapped' && before.state.kind !== 'speaking';
    return hadFloor && run.state.kind === 'overlapped'
      ? overlapAnew(asOverlap(entry), settings, options)
      : endpointAnew(entry, settings, options);
  }
  const event = eventOf(entry);
  if (event.type === 'timer-fired' || isJudged) return undefined;
  // Replies go their own way once another decision was taken.
  return isAfter && ('reply' in event || event.type === 'turn-submitted') ? undefined : event;
}

function endpointAnew(
  entry: Extract<TraceEntry, { kind: 'endpoint-judged' }>,
  { eagerness }: TraceSettings,
  { phrases }: ReplayOptions,
): TurnEvent {
  const pace = entry.pace as unknown as SpeakerPace;
  const { probability, delayMs, reason } = judgeEndpoint(joinEvidence<EndpointEvidence>(entry), {
    phrases,
    eagerness,
    pace,
  });
  return { type: 'end-of-turn-judged', probability, delaySamples: msToSamples(delayMs), reason };
}

function overlapAnew(
  evidence: OverlapEvidence,
  { bargeIn, sensitivity }: TraceSettings,
  { phrases, assistantName }: ReplayOptions,
): TurnEvent | undefined {
  const { verdict, reason } = judgeOverlap(evidence, { phrases, assistantName, bargeIn, sensitivity });
  return verdict === undefined ? undefined : { type: 'overlap-judged', verdict, reason };
}

/** As far as it is known: neither faint nor an echo, or they would not have been given the floor. */
function asOverlap(entry: Extract<TraceEntry, { kind: 'endpoint-judged' }>): OverlapEvidence {
  const { text, afterQuestion } = joinEvidence<EndpointEvidence>(entry);
  const heard = text === undefined ? 'pending' : 'speech';
  return { text, heard, afterQuestion, speechMs: 1000, levelDbfs: 0, usualLevelDbfs: undefined, stillSpeaking: false };
}

/** What is worth telling of the way to a decision. */
class Notes {
  #reason: string | undefined;
  #probability: number | undefined;
  #judgedAt: number | undefined;
  #draftAt: number | undefined;

  take({ at, event, from, to, beganReply }: RunStep): void {
    if (event.type === 'end-of-turn-judged' && from.kind === 'user-paused') {
      this.#reason = event.reason;
      this.#probability = event.probability;
      this.#judgedAt = at;
    }
    if (event.type === 'overlap-judged' && from.kind === 'overlapped') {
      this.#reason = event.reason;
      this.#judgedAt = at;
    }
    if (beganReply && to.kind === 'user-paused') this.#draftAt = at;
  }

  verdict<Fate>(fate: Fate, at: number): Verdict<Fate> {
    const known = Object.entries({
      reason: this.#reason,
      probability: this.#probability,
      judgedAt: this.#judgedAt,
      draftAt: this.#draftAt,
    });
    return { fate, at, ...Object.fromEntries(known.filter(([, value]) => value !== undefined)) };
  }
}
