/** Monotonic wall time in ms: for latency, pacing and watchdogs. Conversations run on sample time instead. */
export interface Clock {
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => performance.now() };
