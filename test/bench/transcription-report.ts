/** Figures of a transcription bench. */

import { wordErrorRate } from '../../engine/stt/accuracy/word-error-rate.ts';

export interface ClipResult {
  readonly id: string;
  readonly seconds: number;
  readonly reference: string;
  readonly heard: string;
  readonly cpuMs: number;
}

/** Clips up to this are what people mostly say to an assistant. */
const SHORT_SECONDS = 6;

export interface TranscriptionSummary {
  readonly wordErrorRate: number;
  readonly short: TimeSummary;
  readonly long: TimeSummary;
}

interface TimeSummary {
  readonly clips: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly wordErrorRate: number;
}

/** CPU times and error rates, clips up to 6 s and longer ones apart. */
export function summarise(results: readonly ClipResult[]): TranscriptionSummary {
  return {
    wordErrorRate: errorRate(results),
    short: times(results.filter(isShort)),
    long: times(results.filter((result) => !isShort(result))),
  };
}

export interface PeerComparison {
  readonly ours: string;
  readonly peer: string;
  /** Peer's CPU time over ours: above 1 we are cheaper. All clips together, and the worst clip. */
  readonly shortRatio: number;
  readonly shortWorstRatio: number;
  readonly longRatio: number;
  readonly longWorstRatio: number;
  /** Ours minus the peer's, in percentage points: below 0 we hear better. */
  readonly wordErrorRatePoints: number;
}

/** Both lists hold the same clips in the same order. */
export function compareWithPeer(
  ours: string,
  ourResults: readonly ClipResult[],
  peer: string,
  peerResults: readonly ClipResult[],
): PeerComparison {
  const pairs = ourResults.map((mine, i) => ({ mine, theirs: peerResults[i]?.cpuMs ?? Number.NaN }));
  const ratios = (some: typeof pairs): [number, number] => [
    round(sum(some.map(({ theirs }) => theirs)) / sum(some.map(({ mine }) => mine.cpuMs))),
    round(Math.min(...some.map(({ mine, theirs }) => theirs / mine.cpuMs))),
  ];
  const [shortRatio, shortWorstRatio] = ratios(pairs.filter(({ mine }) => isShort(mine)));
  const [longRatio, longWorstRatio] = ratios(pairs.filter(({ mine }) => !isShort(mine)));
  const wordErrorRatePoints = round(100 * (errorRate(ourResults) - errorRate(peerResults)));
  return { ours, peer, shortRatio, shortWorstRatio, longRatio, longWorstRatio, wordErrorRatePoints };
}

function times(results: readonly ClipResult[]): TimeSummary {
  const sorted = results.map(({ cpuMs }) => cpuMs).sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return {
    clips: results.length,
    seconds: round(sum(results.map(({ seconds }) => seconds))),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
    wordErrorRate: errorRate(results),
  };
}

function errorRate(results: readonly ClipResult[]): number {
  const pairs = results.map(({ reference, heard }) => ({ reference, hypothesis: heard }));
  return Math.round(wordErrorRate(pairs) * 10_000) / 10_000;
}

function isShort({ seconds }: ClipResult): boolean {
  return seconds <= SHORT_SECONDS;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
