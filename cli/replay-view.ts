/** A replayed conversation as a person reads it. */

import type { ConversationReplay, ReplayedTurn } from '../engine/engine.ts';
import { endingInWords, overlapInWords } from './replay-reasons.ts';
import { waterfall } from './waterfall.ts';

type DecisionView = ReplayedTurn['decisions'][number];
type Difference = NonNullable<DecisionView['difference']>;

/** @param changed what is different from the recorded settings, in words; absent where nothing is. */
export function showReplay({ turns, summary }: ConversationReplay, changed: string | undefined): readonly string[] {
  const then = changed === undefined ? 'today' : `with ${changed}`;
  const lines = turns.flatMap((turn) => [...showTurn(turn, then), '']);
  return [...lines, ...showSummary(summary, then)];
}

function showTurn(turn: ReplayedTurn, then: string): readonly string[] {
  const { turnId, userText, assistantText, decisions, drafts, marks } = turn;
  const [first] = decisions;
  const time = first === undefined ? '' : `  ${seconds(first.atMs)}`;
  const lines = [`${turnId === undefined ? 'a sound' : `turn ${turnId}`}${time}  ${outcomeInWords(turn)}`];
  if (userText !== undefined) lines.push(`  you     ${oneLine(userText)}`);
  if (assistantText !== undefined) lines.push(`  answer  ${oneLine(assistantText)}`);
  for (const decision of decisions) lines.push(...showDecision(decision, then));
  const wasted = drafts.filter(({ fate }) => fate !== 'used');
  if (wasted.length > 0) {
    const tokens = wasted.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0);
    lines.push(`  ${count(wasted.length, 'draft')} taken back (${tokens} tokens for nothing)`);
  }
  const sound = showSound(turn);
  if (sound !== '') lines.push(`  ${sound}`);
  if (marks !== undefined) lines.push(...waterfall(marks).map((line) => `  ${line}`));
  return lines;
}

function showDecision(decision: DecisionView, then: string): readonly string[] {
  const { kind, atMs, difference } = decision;
  const lines = [`  ${seconds(atMs)}  ${kind === 'pause' ? pauseInWords(decision) : overlapDecision(decision)}`];
  if (difference !== undefined) lines.push(`    ↳ ${then}: ${differenceInWords(difference, decision)}`);
  return lines;
}

function pauseInWords({ recorded }: DecisionView): string {
  const { fate, afterMs, reason, probability, judgedAfterMs } = recorded;
  const sure = probability === undefined ? '' : ` (${Math.round(probability * 100)} % likely to be over)`;
  const why = `${endingInWords(reason)}${sure}`;
  switch (fate) {
    case 'ended':
      return `ended after ${afterMs} ms of silence${judgedAfterMs === afterMs ? ', as soon as that was known' : ''}: ${why}`;
    case 'went-on':
      return `waited, and you went on after ${afterMs} ms: ${why}`;
    case 'nothing-heard':
      return `nothing was heard in it, known after ${afterMs} ms`;
    case 'submitted':
      return `ended by a key after ${afterMs} ms`;
    default:
      return `broken off after ${afterMs} ms`;
  }
}

function overlapDecision({ recorded }: DecisionView): string {
  const { fate, afterMs, reason } = recorded;
  switch (fate) {
    case 'yielded':
      return `you talked over it, and it yielded after ${afterMs} ms: ${overlapInWords(reason)}`;
    case 'stopped':
      return `you stopped it after ${afterMs} ms: ${overlapInWords(reason)}`;
    case 'ignored':
      return `something was said over it, and it went on after ${afterMs} ms: ${overlapInWords(reason)}`;
    case 'dismissed':
      return `a sound over it was no speech, known after ${afterMs} ms`;
    case 'reply-over':
      return `something was said over its last words`;
    default:
      return `talking at once was broken off after ${afterMs} ms`;
  }
}

function differenceInWords(difference: Difference, { recorded, replayed }: DecisionView): string {
  switch (difference.kind) {
    case 'earlier':
    case 'later':
      return `${difference.ms} ms ${difference.kind} (after ${replayed.afterMs} ms)`;
    case 'cuts-off':
      return `it would have cut you off after ${replayed.afterMs} ms; you went on ${difference.ms} ms later`;
    case 'waits':
      return `it would have waited for you; you went on after ${replayed.afterMs} ms`;
    case 'yields':
      return `it would have yielded after ${replayed.afterMs} ms: ${overlapInWords(replayed.reason)}`;
    case 'stops':
      return `it would have stopped after ${replayed.afterMs} ms: ${overlapInWords(replayed.reason)}`;
    case 'ignores':
      return `it would have gone on after ${replayed.afterMs} ms: ${overlapInWords(replayed.reason)}`;
    case 'other':
      return `${replayed.fate.replaceAll('-', ' ')} instead of ${recorded.fate.replaceAll('-', ' ')}`;
  }
}

function outcomeInWords({ outcome, rejected }: ReplayedTurn): string {
  switch (outcome) {
    case 'answered':
      return 'answered';
    case 'interrupted':
      return 'you interrupted the answer';
    case 'stopped':
      return 'you stopped it';
    case 'resumed':
      return 'you went on before the answer: it had ended your turn too early';
    case 'replaced':
      return 'you asked anew';
    case 'failed':
      return 'the answer failed';
    case 'nothing-heard':
      return `taken for nothing${rejected === undefined ? '' : `: ${rejected.replaceAll('-', ' ')}`}`;
    case 'closed':
      return 'the conversation ended';
  }
}

function showSound({ levels, echo, eventLoopLag }: ReplayedTurn): string {
  const { speechDbfs, noiseDbfs } = levels;
  return [
    speechDbfs === undefined ? '' : `you ${speechDbfs} dB`,
    noiseDbfs === undefined ? '' : `room ${noiseDbfs} dB`,
    echo === undefined ? '' : `echo removed ${Math.round(echo.returnLossDb)} dB`,
    eventLoopLag === undefined ? '' : `engine lag p99 ${eventLoopLag.p99Ms} ms`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function showSummary(summary: ConversationReplay['summary'], then: string): readonly string[] {
  const { turns, nothingHeard, pauses, overlaps, cutOffs, differences, meanShiftMs, speculation } = summary;
  const lines = [
    `${count(turns, 'turn')}, ${count(nothingHeard, 'sound')} taken for nothing, ` +
      `${count(pauses, 'pause')}, ${count(overlaps, 'time')} talked over`,
    `${count(cutOffs, 'turn')} ended too early`,
    `the draft was used in ${Math.round(speculation.usedShare * 100)} % of turns; ` +
      `${speculation.wastedTokens} tokens and ${speculation.wastedSpeechMs} ms of speech were for nothing`,
  ];
  const changes = Object.entries(differences).filter(([, times]) => times > 0);
  if (changes.length === 0) return [...lines, `${then}: every decision the same`];
  const told = changes.map(([kind, times]) => `${times} ${SUMMARY_OF[kind as keyof typeof SUMMARY_OF]}`).join(', ');
  const shift = meanShiftMs === 0 ? '' : `; ends of turns shift by ${meanShiftMs} ms on average`;
  return [...lines, `${then}: ${told}${shift}`];
}

const SUMMARY_OF: Readonly<Record<Difference['kind'], string>> = {
  earlier: 'earlier',
  later: 'later',
  'cuts-off': 'cut off',
  waits: 'waited for',
  yields: 'yielded to',
  stops: 'stopped by',
  ignores: 'ignored',
  other: 'otherwise different',
};

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function count(times: number, noun: string): string {
  return `${times} ${noun}${times === 1 ? '' : 's'}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
