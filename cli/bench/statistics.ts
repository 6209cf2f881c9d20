/** What every bench prints of a set of times. */

export interface TimeSummary {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Nearest-rank percentiles. With fewer than 20 values the 95th is the largest. */
export function summarizeTimes(timesMs: readonly number[]): TimeSummary | undefined {
  if (timesMs.length === 0) return undefined;
  const sorted = [...timesMs].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const rounded = (ms: number): number => Math.round(ms * 10) / 10;
  return { p50Ms: rounded(rank(0.5)), p95Ms: rounded(rank(0.95)), maxMs: rounded(rank(1)) };
}
