/** The latency of one turn as a person reads it: each step as a bar from the user's last sound. */

import type { TurnMarks } from '../contract/events.ts';

const STEPS: readonly [keyof TurnMarks, string][] = [
  ['transcriptMs', 'transcript'],
  ['turnDecidedMs', 'turn decided'],
  ['firstTokenMs', 'first token'],
  ['firstClauseMs', 'first clause'],
  ['firstAudioReadyMs', 'first audio made'],
  ['firstAudioMs', 'first audio out'],
];
const BAR_WIDTH = 32;

/** Lines in the order the steps happened, times in ms after the last sound. */
export function waterfall(marks: TurnMarks): string[] {
  const steps = STEPS.flatMap(([key, label]) => (marks[key] === undefined ? [] : [{ label, ms: marks[key] }]));
  steps.sort((a, b) => a.ms - b.ms);
  const longest = Math.max(1, ...steps.map(({ ms }) => ms));
  return steps.map(({ label, ms }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((Math.max(0, ms) / longest) * BAR_WIDTH)));
    return `  ${label.padEnd(17)} ${`${Math.round(ms)}`.padStart(6)} ms  ${bar}`;
  });
}
