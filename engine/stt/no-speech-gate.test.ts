import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeTranscription } from './no-speech-gate.ts';
import type { Transcription } from './stt.ts';

const loud = (seconds: number): Float32Array => new Float32Array(seconds * 16_000).fill(0.1);
const faint = (seconds: number): Float32Array => new Float32Array(seconds * 16_000).fill(0.001);

function heard(text: string, averageLogProbability?: number, noSpeechProbability?: number): Transcription {
  return {
    text,
    language: 'en',
    tokens: [],
    ...(averageLogProbability === undefined ? {} : { averageLogProbability }),
    ...(noSpeechProbability === undefined ? {} : { noSpeechProbability }),
  };
}

const SPEECH = { kind: 'speech' };
const nothing = (reason: string) => ({ kind: 'nothing', reason });

describe('what a person said', () => {
  const cases: readonly (readonly [string, number, number, number])[] = [
    ['What is the weather like in Berlin tomorrow morning?', -0.35, 0.004, 3],
    // Said 50 dB below the usual level.
    ['Can bird 15 miles to kilometers.', -0.72, 0.56, 3],
    // One word of an actor, in passing.
    ['laughing.', -1.18, 0.2, 1],
    ['No.', -0.9, 0.46, 1],
    ['Thank you.', -0.6, 0.05, 1],
    ['no, no, no', -0.6, 0.05, 2],
  ];
  for (const [text, logProbability, noSpeech, seconds] of cases) {
    test(text, () =>
      assert.deepEqual(judgeTranscription(heard(text, logProbability, noSpeech), loud(seconds)), SPEECH),
    );
  }

  test('words without probabilities', () => {
    assert.deepEqual(judgeTranscription(heard('Open the window.'), faint(2)), SPEECH);
    assert.deepEqual(judgeTranscription(heard('Thank you.'), loud(2)), SPEECH);
  });

  test('somebody who talks about credits', () => {
    const text = 'How do I tell people thanks for watching without sounding like everybody else?';
    assert.deepEqual(judgeTranscription(heard(text, -0.5, 0.01), loud(5)), SPEECH);
  });
});

describe('how clear the voice was', () => {
  const cases: readonly (readonly [string, number, number, 'clear' | 'any' | 'never'])[] = [
    ['Stop.', -1.6, 0.03, 'clear'],
    ['Help.', -1.23, 0.47, 'clear'],
    ['Okay.', -1.04, 0.43, 'clear'],
    ['Bye.', -1.36, 0.1, 'clear'],
    ["Yeah, we're playing.", -1.47, 0.26, 'clear'],
    ['No.', -0.9, 0.35, 'any'],
    ['Hey, come on.', -1.72, 0.57, 'never'],
    ['There you go.', -1.4, 0.56, 'never'],
    ['you', -1.62, 0.81, 'never'],
  ];
  for (const [text, logProbability, noSpeech, counts] of cases) {
    test(`“${text}” at ${logProbability} counts: ${counts}`, () => {
      const judged = (voicePeak: number) =>
        judgeTranscription(heard(text, logProbability, noSpeech), loud(2), { voicePeak }).kind === 'speech';
      assert.deepEqual([judged(0.999), judged(0.8)], [counts !== 'never', counts === 'any']);
    });
  }
});

describe('what nobody said', () => {
  test('no words', () => {
    assert.deepEqual(judgeTranscription(heard('', -0.9, 0.9), loud(2)), nothing('silence'));
    assert.deepEqual(judgeTranscription(heard('...', -0.1, 0.1), loud(2)), nothing('silence'));
  });

  test('words that the model does not believe', () => {
    assert.deepEqual(judgeTranscription(heard('a little bit of oil', -0.61, 0.83), loud(3)), nothing('noise'));
    assert.deepEqual(judgeTranscription(heard('I put the oil in', -1.6, 0.1), loud(3)), nothing('noise'));
    assert.deepEqual(judgeTranscription(heard('xbox sound', -1.2, 0.42), loud(3)), nothing('noise'));
  });

  test('credits and courtesies', () => {
    assert.deepEqual(judgeTranscription(heard('Thanks for watching!', -0.6, 0.2), loud(3)), nothing('stock-phrase'));
    assert.deepEqual(
      judgeTranscription(heard('Untertitelung des ZDF, 2020', -0.5, 0.3), loud(3)),
      nothing('stock-phrase'),
    );
    assert.deepEqual(judgeTranscription(heard('ご視聴ありがとうございました'), loud(3)), nothing('stock-phrase'));
    assert.deepEqual(judgeTranscription(heard('you', -0.8, 0.4), loud(3)), nothing('stock-phrase'));
    assert.deepEqual(judgeTranscription(heard('Thank you.'), faint(3)), nothing('stock-phrase'));
  });

  test('a term that the model was told to expect', () => {
    const judge = (terms: readonly string[], voicePeak: number, noSpeech: number) =>
      judgeTranscription(heard('Sotto.', -0.79, noSpeech), loud(1), { voicePeak, terms });
    assert.deepEqual(judge(['Sotto'], 0.58, 0.4), nothing('stock-phrase'));
    assert.deepEqual(judge([], 0.58, 0.4), SPEECH);
    assert.deepEqual(judge(['Sotto'], 0.999, 0.2), SPEECH);
  });

  test('a phrase over and over, and more words than fit', () => {
    const loop = 'Set a timer. Set a timer. Set a timer. Set a timer.';
    assert.deepEqual(judgeTranscription(heard(loop, -0.1, 0.01), loud(5)), nothing('runaway'));
    const sentence = 'I am going to put the oil in the pan and then I will go home';
    assert.deepEqual(judgeTranscription(heard(sentence, -0.5, 0.1), loud(1)), nothing('runaway'));
    assert.deepEqual(judgeTranscription(heard(sentence, -0.5, 0.1), loud(5), { voiceMs: 200 }), nothing('runaway'));
  });
});
