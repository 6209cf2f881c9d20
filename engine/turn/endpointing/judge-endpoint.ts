/**
 * Whether a pause ends the user's turn, from voice and words together. They err in different places: a question asked in a
 * falling voice sounds cut short, and a sentence that ends in "because" may sound complete.
 *
 *   log odds    = VOICE_WEIGHT × logit(acoustic) + bias of the ending
 *   probability = 1 / (1 + e^-(log odds))
 *   delay       = between the least and the most of the ending: least + (most - least) × (1 - probability)
 *   scaled      = least part × urgency + the rest × urgency × pace
 *   urgency     = 2 ^ (1 - 2 × eagerness), from 2 (patient) over 1 to 1/2 (eager)
 *
 * Invariants:
 * 1. The delay never grows with eagerness, nor with the probability of the voice.
 * 2. `SHORTEST_MS` ≤ delay ≤ the longest that a person accepts, which urgency scales as well.
 */

import type { Phrases } from '../phrases/phrases.ts';
import { type Ending, readEnding } from './read-ending.ts';
import { paceFactor, type SpeakerPace } from './speaker-pace.ts';

export interface EndpointEvidence {
  /** What the voice says: the probability in [0, 1] that the turn is complete; undefined without a model of it. */
  readonly acoustic: number | undefined;
  /** The turn so far, with the punctuation of the recogniser; undefined while it is not transcribed. */
  readonly text: string | undefined;
  /** Whether the assistant's last words asked something. */
  readonly afterQuestion: boolean;
}

export interface EndpointContext {
  readonly phrases: Phrases;
  /** 0 waits long for a thought to end, 1 answers as early as it dares. */
  readonly eagerness: number;
  readonly pace: SpeakerPace;
}

export interface EndpointJudgement {
  /** That the turn is complete, in [0, 1]. */
  readonly probability: number;
  /** Silence, counted from the last sound, that ends the turn. */
  readonly delayMs: number;
  /** What the words end in, for the trace. */
  readonly reason: Ending | 'no-words' | 'words-pending';
}

interface Patience {
  /** Log odds that the words add to those of the voice. */
  readonly bias: number;
  /** Delay where voice and words agree that the turn is over. */
  readonly leastMs: number;
  /** Delay where both say that it is not. */
  readonly mostMs: number;
}

const VOICE_WEIGHT = 0.6;
/** A model is never as sure as it says. */
const SUREST = 0.98;

const PATIENCE: Readonly<Record<EndpointJudgement['reason'], Patience>> = {
  filler: { bias: -5, leastMs: 1800, mostMs: 3000 },
  thinking: { bias: -5, leastMs: 2200, mostMs: 3000 },
  repair: { bias: -4, leastMs: 1500, mostMs: 2200 },
  digits: { bias: -4, leastMs: 1500, mostMs: 2000 },
  spelling: { bias: -3, leastMs: 1000, mostMs: 1600 },
  'trailing-off': { bias: -3, leastMs: 1300, mostMs: 2200 },
  'leads-on': { bias: -4, leastMs: 1200, mostMs: 2200 },
  'half-sentence': { bias: -2, leastMs: 900, mostMs: 1800 },
  opener: { bias: -2, leastMs: 900, mostMs: 1800 },
  comma: { bias: -2, leastMs: 700, mostMs: 1800 },
  'whole-number': { bias: -0.5, leastMs: 700, mostMs: 1300 },
  'may-lead-on': { bias: -2, leastMs: 700, mostMs: 1800 },
  open: { bias: -0.5, leastMs: 450, mostMs: 1600 },
  fragment: { bias: 0, leastMs: 440, mostMs: 1400 },
  phrase: { bias: 0.5, leastMs: 300, mostMs: 800 },
  'in-number': { bias: 0.5, leastMs: 550, mostMs: 1500 },
  'may-end': { bias: 0, leastMs: 450, mostMs: 1700 },
  // "What are you waiting for?"
  stranded: { bias: 0.5, leastMs: 300, mostMs: 1500 },
  remark: { bias: 2, leastMs: 350, mostMs: 650 },
  sentence: { bias: 1, leastMs: 260, mostMs: 1250 },
  question: { bias: 1.7, leastMs: 240, mostMs: 1000 },
  answer: { bias: 1, leastMs: 320, mostMs: 1200 },
  'number-answer': { bias: 1, leastMs: 350, mostMs: 800 },
  'short-answer': { bias: 4, leastMs: 160, mostMs: 500 },
  'stop-phrase': { bias: 5, leastMs: 160, mostMs: 300 },
  'no-words': { bias: -0.5, leastMs: 500, mostMs: 1600 },
  // The words are on their way, and may still change everything.
  'words-pending': { bias: -0.5, leastMs: 500, mostMs: 1600 },
};

/** Shorter than a breath, longer than a plosive. */
const SHORTEST_MS = 150;
/** What a person accepts: while they look for words, and otherwise. */
const LONGEST_SEARCHING_MS = 3000;
const LONGEST_MS = 2200;

export function judgeEndpoint(evidence: EndpointEvidence, context: EndpointContext): EndpointJudgement {
  const reason = reasonOf(evidence, context.phrases);
  const { bias, leastMs, mostMs } = PATIENCE[reason];
  const odds = VOICE_WEIGHT * logit(evidence.acoustic ?? 0.5) + bias;
  const probability = 1 / (1 + Math.exp(-odds));
  const urgency = 2 ** (1 - 2 * clamp(context.eagerness, 0, 1));
  const doubtMs = (mostMs - leastMs) * (1 - probability) * paceFactor(context.pace);
  const longestMs = reason === 'filler' || reason === 'thinking' ? LONGEST_SEARCHING_MS : LONGEST_MS;
  const delayMs = urgency * Math.min(longestMs, leastMs + doubtMs);
  return { probability, delayMs: Math.round(Math.max(SHORTEST_MS, delayMs)), reason };
}

function reasonOf({ text, afterQuestion }: EndpointEvidence, phrases: Phrases): EndpointJudgement['reason'] {
  if (text === undefined) return 'words-pending';
  return readEnding(text, afterQuestion, phrases) ?? 'no-words';
}

function logit(probability: number): number {
  const sure = clamp(Number.isNaN(probability) ? 0.5 : probability, 1 - SUREST, SUREST);
  return Math.log(sure / (1 - sure));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
