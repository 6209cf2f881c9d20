import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MeasuredTurn, summarizeTurns } from './voice-to-voice.ts';

const QUESTION: MeasuredTurn = {
  id: 'a',
  said: 'What is the time now?',
  heard: 'What is the time now?',
  firstWord: 'heard',
  replyAfterMs: 700,
  replyMs: 2000,
  talkedOver: false,
  glitch: false,
  marks: { transcriptMs: 300 },
  cpuSeconds: 1,
  otherBusyCores: 0.1,
};

test('turns that were not answered, or talked over, are counted and left out of the times', () => {
  const { replyAfterMs: _, ...unanswered } = QUESTION;
  const summary = summarizeTurns([
    QUESTION,
    { ...QUESTION, id: 'b', said: 'Yes, please.', heard: 'Please.', firstWord: 'lost', replyAfterMs: 900 },
    { ...QUESTION, id: 'c', replyAfterMs: 20, talkedOver: true, marks: { transcriptMs: 1 } },
    { ...unanswered, id: 'd', heard: '', firstWord: 'lost', glitch: true, cpuSeconds: 3 },
  ]);
  assert.deepEqual(summary, {
    turns: 4,
    answered: 2,
    p50Ms: 700,
    p95Ms: 900,
    maxMs: 900,
    stages: { transcriptMs: { p50Ms: 300, p95Ms: 300, maxMs: 300 } },
    shortAnswers: 1,
    shortAnswerMaxMs: 900,
    firstWordsLost: 2,
    firstWordsMisheard: 0,
    talkedOver: 1,
    deviceGlitches: 1,
    wordErrorRate: 0.353,
    cpuSecondsPerTurn: 1.5,
    otherBusyCores: 0.1,
  });
});
