/** What a played scenario leaves behind, and what can be measured in it. No model, no clock. */

import type { EngineEvent } from '../../../contract/events.ts';
import { msToSamples, SAMPLE_RATE_HZ } from '../../../engine/audio/audio-frame.ts';
import { rmsDbfs } from '../../../engine/audio/level.ts';
import type { Moment } from './moment.ts';

export interface TimedEvent {
  readonly atMs: number;
  readonly event: EngineEvent;
}

export interface PlacedStep {
  readonly name: string | undefined;
  /** Of what is audible of it; both the same for what makes no sound. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Run {
  readonly events: readonly TimedEvent[];
  /** In the order of the scenario; a step that never came about is absent. */
  readonly steps: readonly (PlacedStep | undefined)[];
  /** What left the loudspeaker, at 16 kHz, from time 0. */
  readonly loudspeaker: Float32Array;
  /** What the recogniser understands of the loudspeaker; absent when no fact asks for it. */
  readonly said: string | undefined;
  /** The messages of the last request to the language model. */
  readonly remembered: readonly string[];
}

/** Quieter than this nobody hears the loudspeaker. */
const AUDIBLE_DBFS = -55;
const WINDOW_MS = 10;

export interface ReplyHeard {
  readonly id: number;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly is: 'complete' | 'interrupted' | 'unheard';
}

/** Every reply that was committed to, in order. */
export function repliesOf(run: Run): readonly ReplyHeard[] {
  return run.events.flatMap(({ event }) => (event.type === 'reply.started' ? [replyOf(run, event.replyId)] : []));
}

function replyOf(run: Run, id: number): ReplyHeard {
  const times = (type: string): number | undefined =>
    run.events.find(({ event }) => event.type === type && 'replyId' in event && event.replyId === id)?.atMs;
  const begun = times('playback.started');
  if (begun === undefined) return { id, startMs: undefined, endMs: undefined, is: 'unheard' };
  const finished = times('playback.finished');
  const next = run.events.find(({ atMs, event }) => event.type === 'playback.started' && atMs > begun)?.atMs;
  const [startMs, endMs] = audibleSpan(run.loudspeaker, begun, next ?? Infinity);
  return { id, startMs, endMs, is: finished === undefined ? 'interrupted' : 'complete' };
}

/** The first and the last audible instant between two times. */
export function audibleSpan(
  pcm: Float32Array,
  fromMs: number,
  toMs: number,
): readonly [number | undefined, number | undefined] {
  const window = msToSamples(WINDOW_MS);
  let first: number | undefined;
  let last: number | undefined;
  const end = Math.min(pcm.length, (toMs * SAMPLE_RATE_HZ) / 1000);
  for (let at = Math.max(0, msToSamples(fromMs)); at + window <= end; at += window) {
    if (rmsDbfs(pcm.subarray(at, at + window)) <= AUDIBLE_DBFS) continue;
    first ??= at;
    last = at + window;
  }
  const toTime = (at: number | undefined): number | undefined => at && (at * 1000) / SAMPLE_RATE_HZ;
  return [toTime(first), toTime(last)];
}

/** When a moment was; undefined when it never came. `before`: a reply without a number is the first after that time. */
export function timeOf(run: Run, moment: Moment, afterMs: number = 0): number | undefined {
  const time = edgeOf(run, moment, afterMs);
  return time === undefined ? undefined : time + moment.offsetMs;
}

function edgeOf(run: Run, { of, number, edge }: Moment, afterMs: number): number | undefined {
  if (of === 'listening') {
    return run.events.find(
      ({ atMs, event }) => atMs > afterMs && event.type === 'turn.changed' && event.to === 'listening',
    )?.atMs;
  }
  if (of === 'reply') {
    const heard = repliesOf(run).filter(({ startMs }) => startMs !== undefined);
    const reply =
      number === undefined ? heard.find(({ startMs = 0 }) => startMs >= afterMs) : repliesOf(run)[number - 1];
    return edge === 'started' ? reply?.startMs : reply?.endMs;
  }
  const step = run.steps.find((each) => each?.name === of);
  return edge === 'started' ? step?.startMs : step?.endMs;
}

/** The last that is heard, from a time on, of the reply that speaks then; the time itself when it is silent. */
export function silenceAfter(run: Run, timeMs: number): number {
  const next = run.events.find(({ atMs, event }) => event.type === 'playback.started' && atMs > timeMs)?.atMs;
  const [, last] = audibleSpan(run.loudspeaker, timeMs, next ?? Infinity);
  return last ?? timeMs;
}
