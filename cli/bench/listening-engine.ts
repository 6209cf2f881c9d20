/** The engine at the virtual microphone and loudspeaker, as the one who answers. */

import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { EngineEvent, TurnMarks } from '../../contract/events.ts';
import type { Engine } from '../../engine/engine.ts';
import { totalUsage, usageOf } from './process-usage.ts';
import type { Agent } from './voice-to-voice.ts';

const LAG_RESOLUTION_MS = 5;

export class ListeningEngine implements Agent {
  readonly #lag: IntervalHistogram = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  #engine: Engine | undefined;
  #heard: string[] = [];
  #timing: { readonly marks: TurnMarks; readonly lastSoundAtMs: number } | undefined;

  onEvent(event: EngineEvent): void {
    if (event.type === 'transcript.final') this.#heard.push(event.text);
    if (event.type === 'turn.timing') this.#noteTiming(event.marks);
    // What counts is lag while there is something to do.
    if (event.type === 'speech.started') this.#lag.enable();
    if (event.type === 'playback.finished') this.#lag.disable();
  }

  attach(engine: Engine): void {
    this.#engine = engine;
  }

  /** How late the event loop was during turns and replies. */
  get eventLoopLagP99Ms(): number {
    // The histogram counts the interval as well.
    const lateMs = this.#lag.count === 0 ? 0 : this.#lag.percentile(99) / 1e6 - LAG_RESOLUTION_MS;
    return Math.round(Math.max(0, lateMs) * 10) / 10;
  }

  async cpuSeconds(): Promise<number> {
    return totalUsage(await usageOf({ engine: process.pid, ...this.#engine?.workerPids })).cpuSeconds;
  }

  takeTurn(endOfSpeechAtMs: number): ReturnType<Agent['takeTurn']> {
    const heard = this.#heard.join(' ');
    const marks = this.#timing === undefined ? {} : marksAfter(endOfSpeechAtMs, this.#timing);
    this.#heard = [];
    this.#timing = undefined;
    return { heard, marks };
  }

  /** Told in the moment of the first sound of a reply, by whose mark the engine's own idea of the last sound is found. */
  #noteTiming(marks: TurnMarks): void {
    if (marks.firstAudioMs === undefined || this.#timing !== undefined) return;
    this.#timing = { marks, lastSoundAtMs: performance.now() - marks.firstAudioMs };
  }
}

/** `lastSoundMs`: by how much what the engine took for the user's last sound came after it. */
function marksAfter(
  endOfSpeechAtMs: number,
  { marks, lastSoundAtMs }: { readonly marks: TurnMarks; readonly lastSoundAtMs: number },
): Record<string, number> {
  const lateMs = lastSoundAtMs - endOfSpeechAtMs;
  const steps = Object.entries(marks).flatMap(([name, atMs]) =>
    atMs === undefined ? [] : [[name, Math.round(atMs + lateMs)]],
  );
  return { lastSoundMs: Math.round(lateMs), ...Object.fromEntries(steps) };
}
