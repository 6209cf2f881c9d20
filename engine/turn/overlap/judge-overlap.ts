/**
 * What it means that the user speaks while the assistant does.
 *
 * Invariants:
 * 1. A stop phrase takes the floor, however faint and whoever else is addressed, unless the setting is `never`.
 * 2. A back-channel is nothing but back-channels: whatever else is said beside them takes the floor.
 * 3. The assistant's own words never take the floor.
 * 4. Without words nothing is judged, except under `any-speech`.
 */

import type { OverlapVerdict } from '../../../contract/events.ts';
import type { Settings } from '../../../contract/settings.ts';
import { normalizeText, wordsOf } from '../phrases/normalize-text.ts';
import { PhraseSet } from '../phrases/phrase-set.ts';
import type { Phrases } from '../phrases/phrases.ts';
import { echoShare } from './own-echo.ts';
import { findSideTalk } from './side-talk.ts';
import { isStopPhrase, stopsAndMore } from './stop-phrase.ts';

export { isStopPhrase } from './stop-phrase.ts';

export interface OverlapEvidence {
  /** The transcript so far; undefined while nothing is transcribed. */
  readonly text: string | undefined;
  /** What the gate behind transcription makes of it. */
  readonly heard: 'speech' | 'nothing' | 'pending';
  /** How long the voice was heard. */
  readonly speechMs: number;
  readonly levelDbfs: number;
  /** Of this user, as far as it is known. */
  readonly usualLevelDbfs: number | undefined;
  readonly stillSpeaking: boolean;
  /** What the assistant is saying: the audible part of it and a few words more. */
  readonly replyText?: string | undefined;
  /** The assistant has just asked something: "yes" is an answer then. */
  readonly afterQuestion?: boolean | undefined;
}

export interface OverlapContext {
  readonly phrases: Phrases;
  readonly assistantName: string;
  readonly bargeIn: Settings['turnTaking']['bargeIn'];
  /** From 0, where it takes four words within 8 dB of the usual level, to 1, where it takes two within 14 dB. */
  readonly sensitivity?: number | undefined;
}

export interface OverlapJudgement {
  /** Undefined while more must be heard. */
  readonly verdict: OverlapVerdict | undefined;
  /** For the trace. */
  readonly reason: string;
}

/** A voice for this long is no click. */
const ANY_SPEECH_MS = 200;
const ECHO_SHARE = 0.7;
const LOUD_ECHO_SHARE = 0.85;
/** Fewer words are in any reply by chance; then only a faint sound is taken for an echo. */
const ECHO_WORDS = 3;
/** What an echo canceller leaves lies at least this far below the user. */
const ECHO_BELOW_DB = 6;
/**
 * A single word said in less than this, and none that is known to ask for something, is a cough or a back-channel that was
 * misheard: "right" becomes "bright", "great" becomes "break". Halved at a sensitivity of 1.
 */
const BRIEF_WORD_MS = 700;
/** Coughs become the shortest words. */
const FRAGMENT_LETTERS = 3;
/** A hum has no spelling: "mhm", "hmhm", "uhuh". */
const HUM = /^(?:[hmn]+|(?:u[hm]+)+|a+h+)$/u;

export function judgeOverlap(evidence: OverlapEvidence, context: OverlapContext): OverlapJudgement {
  const { text, stillSpeaking } = evidence;
  if (context.bargeIn === 'never') return whenSilent(evidence, 'side-talk', 'barge-in-off');
  const hasWords = text !== undefined && normalizeText(text) !== '';
  if (!hasWords) return withoutWords(evidence, context);
  if (isOwnEcho(text, evidence)) return judged('noise', 'own-echo');
  if (isStopOverReply(text, evidence, context)) {
    // Someone who goes on after "stop" says what they want instead: it must not be lost.
    return judged(stillSpeaking ? 'addressed' : 'stop', 'stop-phrase');
  }
  if (stopsAndMore(text, context.phrases)) return judged('addressed', 'stop-phrase');
  // The gate trusts no word of it.
  if (evidence.heard === 'nothing') return whenSilent(evidence, 'noise', 'not-understood');
  if (context.bargeIn === 'stop-phrases') return whenSilent(evidence, 'side-talk', 'no-stop-phrase');
  return byWords(text, evidence, context);
}

function withoutWords(evidence: OverlapEvidence, { bargeIn, sensitivity }: OverlapContext): OverlapJudgement {
  if (evidence.heard === 'nothing') return whenSilent(evidence, 'noise', 'nothing-understood');
  if (evidence.text !== undefined && !evidence.stillSpeaking) return judged('noise', 'no-words');
  const isVoice = evidence.speechMs >= ANY_SPEECH_MS && !isFaint(evidence, sensitivity);
  return bargeIn === 'any-speech' && isVoice ? judged('addressed', 'any-speech') : judged(undefined, 'words-pending');
}

function byWords(text: string, evidence: OverlapEvidence, context: OverlapContext): OverlapJudgement {
  const { phrases, assistantName, sensitivity = 0.5 } = context;
  const words = wordsOf(text);
  if (new PhraseSet([assistantName]).isIn(words)) return judged('addressed', 'called-by-name');
  if (isFaint(evidence, sensitivity)) return judged('side-talk', 'much-fainter');
  if (context.bargeIn === 'any-speech') return judged('addressed', 'any-speech');
  const isAnswer = PhraseSet.cover(words, phrases.shortAnswers, phrases.digits, phrases.numbers);
  if (evidence.afterQuestion === true && isAnswer) return whenSilent(evidence, 'addressed', 'answer');

  const others = wordsBeside(words, phrases);
  if (others.length === 0) return whenSilent(evidence, 'backchannel', 'nothing-but-backchannels');
  if (evidence.afterQuestion !== true) {
    const sideTalk = findSideTalk(text, phrases);
    if (sideTalk !== undefined) return judged('side-talk', sideTalk);
  }
  if (evidence.stillSpeaking) {
    const enough = others.length >= Math.round(4 - 2 * sensitivity);
    return enough ? judged('addressed', 'words') : judged(undefined, 'more-to-come');
  }
  const [word = ''] = others;
  if (others.length > 1 || !isBrief(word, evidence, context)) return judged('addressed', 'words');
  return word.length <= FRAGMENT_LETTERS ? judged('noise', 'fragment') : judged('backchannel', 'brief-word');
}

/** Nobody says "start" to somebody who speaks: that was "stop", half drowned; unless what is left of an echo says it. */
function isStopOverReply(text: string, evidence: OverlapEvidence, context: OverlapContext): boolean {
  const { phrases, assistantName, sensitivity } = context;
  const words = wordsOf(text);
  const isMisheard =
    !isFaint(evidence, sensitivity) &&
    phrases.stopMisheard.isIn(words) &&
    PhraseSet.cover(words, phrases.stopMisheard, phrases.stopCompanions);
  return isMisheard || isStopPhrase(text, phrases, assistantName);
}

/** The words that belong to no back-channel. */
function wordsBeside(words: readonly string[], { backchannel, goOn, fillers }: Phrases): readonly string[] {
  if (PhraseSet.cover(words, backchannel, goOn, fillers)) return [];
  const beside: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = Math.max(...[backchannel, goOn, fillers].map((set) => set.lengthAt(words, at)));
    if (length === 0 && !HUM.test(words[at] ?? '')) beside.push(words[at] ?? '');
    at += Math.max(1, length);
  }
  return beside;
}

function isOwnEcho(text: string, evidence: OverlapEvidence): boolean {
  const { replyText, usualLevelDbfs } = evidence;
  const share = replyText === undefined ? 0 : echoShare(text, replyText);
  const hasWords = wordsOf(text).length >= ECHO_WORDS;
  if (usualLevelDbfs === undefined) return hasWords && share >= ECHO_SHARE;
  if (isAsFaintAsEcho(evidence)) return share >= ECHO_SHARE;
  // At their own level people do repeat what they hear, to ask back.
  return hasWords && share >= LOUD_ECHO_SHARE && !/\?\s*$/u.test(text);
}

function isAsFaintAsEcho({ levelDbfs, usualLevelDbfs }: OverlapEvidence): boolean {
  return usualLevelDbfs !== undefined && levelDbfs <= usualLevelDbfs - ECHO_BELOW_DB;
}

function isFaint({ levelDbfs, usualLevelDbfs }: OverlapEvidence, sensitivity: number = 0.5): boolean {
  return usualLevelDbfs !== undefined && levelDbfs < usualLevelDbfs - (8 + 6 * sensitivity);
}

function isBrief(word: string, evidence: OverlapEvidence, { phrases, sensitivity = 0.5 }: OverlapContext): boolean {
  if (evidence.speechMs >= BRIEF_WORD_MS * (1 - sensitivity / 2)) return false;
  // What is left of an echo is easily taken for "no".
  if (isAsFaintAsEcho(evidence)) return true;
  const known = [phrases.commands, phrases.shortAnswers, phrases.questionWords, phrases.digits, phrases.numbers];
  return !known.some((set) => set.is([word]));
}

/** Someone who still talks may yet say more. */
function whenSilent({ stillSpeaking }: OverlapEvidence, verdict: OverlapVerdict, reason: string): OverlapJudgement {
  return judged(stillSpeaking ? undefined : verdict, reason);
}

function judged(verdict: OverlapVerdict | undefined, reason: string): OverlapJudgement {
  return { verdict, reason };
}
