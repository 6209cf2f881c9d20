/** Monotonic wall time in ms: for latency, pacing and watchdogs. Conversations run on sample time instead. */
export interface Clock {
  nowMs(): number;
}

/** A clock that one can also wait by: who waits through it waits as long as its time says, in a virtual room too. */
export interface Timekeeper extends Clock {
  delay(ms: number): Promise<void>;
}

export const systemClock: Timekeeper = {
  nowMs: () => performance.now(),
  delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
