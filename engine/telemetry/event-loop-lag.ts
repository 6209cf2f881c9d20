/** How late this process comes to its timers: what a listener hears as a stutter begins here. */

import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

export interface EventLoopLag {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface LagMeter {
  /** Begins anew. */
  start(): void;
  /** Undefined when it was not started, or stopped before the first measurement. */
  stop(): EventLoopLag | undefined;
}

const RESOLUTION_MS = 10;

/** Costs a timer of `RESOLUTION_MS` while it runs, and nothing otherwise. */
export class EventLoopLagMeter implements LagMeter {
  /** One for good: each histogram holds a handle of its own. */
  #histogram: IntervalHistogram | undefined;
  #runs = false;

  start(): void {
    this.#histogram ??= monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#histogram.reset();
    this.#histogram.enable();
    this.#runs = true;
  }

  stop(): EventLoopLag | undefined {
    const histogram = this.#histogram;
    if (!this.#runs || histogram === undefined) return undefined;
    this.#runs = false;
    histogram.disable();
    if (histogram.count === 0) return undefined;
    return {
      p50Ms: lateMs(histogram.percentile(50)),
      p99Ms: lateMs(histogram.percentile(99)),
      maxMs: lateMs(histogram.max),
    };
  }
}

/** The histogram counts whole intervals; lag is what they have beyond the one that was asked for. In tenths. */
function lateMs(intervalNs: number): number {
  return Math.round(Math.max(0, intervalNs / 1e6 - RESOLUTION_MS) * 10) / 10;
}
