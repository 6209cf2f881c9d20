import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { OVERLAP_VERDICTS, type OverlapVerdict } from '../../../contract/events.ts';
import { loadPhrases } from '../phrases/phrases.ts';
import { judgeOverlap, type OverlapContext, type OverlapEvidence } from './judge-overlap.ts';

const USUAL_DBFS = -25;
const said = (text: string, changes: Partial<OverlapEvidence> = {}): OverlapEvidence => ({
  text,
  heard: 'speech',
  speechMs: 700,
  levelDbfs: USUAL_DBFS,
  usualLevelDbfs: USUAL_DBFS,
  stillSpeaking: false,
  ...changes,
});
const context = (language: string, changes: Partial<OverlapContext> = {}): OverlapContext => ({
  phrases: loadPhrases(language),
  assistantName: 'Sotto',
  bargeIn: 'words',
  ...changes,
});
const verdictOf = (evidence: OverlapEvidence, language: string = 'en'): OverlapVerdict | undefined =>
  judgeOverlap(evidence, context(language)).verdict;

describe('without words', () => {
  test('nothing is judged yet', () => {
    const pending = said('', { text: undefined, heard: 'pending', stillSpeaking: true });
    assert.deepEqual(judgeOverlap(pending, context('en')), { verdict: undefined, reason: 'words-pending' });
    assert.equal(verdictOf({ ...pending, stillSpeaking: false }), undefined);
  });

  test('what was not understood is noise once it is over', () => {
    const noise = said('', { text: undefined, heard: 'nothing', stillSpeaking: true });
    assert.equal(verdictOf(noise), undefined);
    assert.equal(verdictOf({ ...noise, stillSpeaking: false }), 'noise');
    assert.equal(verdictOf(said('', { heard: 'pending' })), 'noise');
    assert.equal(verdictOf(said('Thanks for watching!', { heard: 'nothing' })), 'noise');
  });

  test('a voice is enough where any speech takes the floor', () => {
    const any = context('en', { bargeIn: 'any-speech' });
    const voice = said('', { text: undefined, heard: 'pending', stillSpeaking: true });
    assert.equal(judgeOverlap(voice, any).verdict, 'addressed');
    assert.equal(judgeOverlap({ ...voice, speechMs: 100 }, any).verdict, undefined);
    assert.equal(judgeOverlap({ ...voice, levelDbfs: USUAL_DBFS - 20 }, any).verdict, undefined);
    assert.equal(judgeOverlap(said('Mm-hmm.'), any).verdict, 'addressed');
    assert.equal(judgeOverlap(said('', { heard: 'nothing', text: undefined }), any).verdict, 'noise');
  });
});

test('a brief "no" that is as faint as an echo takes nothing, and one at the usual level does', () => {
  const brief = said('No.', { speechMs: 350 });
  assert.equal(verdictOf(brief), 'addressed');
  assert.equal(verdictOf({ ...brief, levelDbfs: USUAL_DBFS - 7 }), 'noise');
});

test('what a reply drowns half of a stop phrase to is one', () => {
  for (const text of ['Start.', 'Not stop.', 'Start talking, please.'])
    assert.equal(verdictOf(said(text)), 'stop', text);
  // What is left of an echo may read so, too.
  assert.equal(verdictOf(said('Start.', { levelDbfs: USUAL_DBFS - 20 })), 'side-talk');
  for (const text of ['Start a timer.', 'Not the top one.']) assert.equal(verdictOf(said(text)), 'addressed', text);
});

describe('while somebody still speaks', () => {
  const speaking = { stillSpeaking: true };
  test('a back-channel may become more', () => {
    assert.equal(verdictOf(said('Yeah', speaking)), undefined);
    assert.equal(verdictOf(said('Yeah but', speaking)), undefined);
    assert.equal(verdictOf(said('Yeah but what about', speaking)), 'addressed');
  });

  test('some words take the floor, fewer where it takes little', () => {
    assert.equal(verdictOf(said('What about', speaking)), undefined);
    assert.equal(verdictOf(said('What about Berlin', speaking)), 'addressed');
    const judge = (sensitivity: number, text: string) =>
      judgeOverlap(said(text, speaking), context('en', { sensitivity })).verdict;
    assert.equal(judge(1, 'What about'), 'addressed');
    assert.equal(judge(0, 'What about Berlin'), undefined);
    assert.equal(judge(0, 'What about Berlin then'), 'addressed');
  });

  test('who goes on after "stop" takes the floor, and nothing of it is lost', () => {
    assert.deepEqual(judgeOverlap(said('Stop', speaking), context('en')), {
      verdict: 'addressed',
      reason: 'stop-phrase',
    });
  });

  test('the name of the assistant is enough', () => assert.equal(verdictOf(said('Sotto', speaking)), 'addressed'));
});

describe('levels', () => {
  const faint = { levelDbfs: USUAL_DBFS - 15 };
  test('somebody far away is not the user', () =>
    assert.equal(verdictOf(said('What about Berlin?', faint)), 'side-talk'));
  test('somebody a little quieter is', () =>
    assert.equal(verdictOf(said('What about Berlin?', { levelDbfs: USUAL_DBFS - 9 })), 'addressed'));
  test('a whispered stop stops', () => assert.equal(verdictOf(said('Stop.', faint)), 'stop'));
  test('a whispered name calls', () => assert.equal(verdictOf(said('Sotto, what about Berlin?', faint)), 'addressed'));
  test('without a usual level nobody is faint', () =>
    assert.equal(verdictOf(said('What about Berlin?', { ...faint, usualLevelDbfs: undefined })), 'addressed'));
});

describe('own echo', () => {
  const replyText =
    'The museum opens at ten in the morning and closes at six. You should stop at the café in the yard.';
  const echo = (text: string, changes: Partial<OverlapEvidence> = {}) =>
    verdictOf(said(text, { replyText, ...changes }));
  const faint = { levelDbfs: USUAL_DBFS - 8 };

  test('our own words are noise', () => {
    assert.equal(echo('opens at ten in the morning'), 'noise');
    assert.equal(echo('Opens at 10 in the morning, and closes', { usualLevelDbfs: undefined }), 'noise');
    assert.equal(echo('in the morning', faint), 'noise');
    assert.equal(echo('morning', faint), 'noise');
    assert.equal(echo('the museum opens at ten', { stillSpeaking: true }), 'noise');
  });
  test('our own "stop", as faint as an echo, does not stop us', () => assert.equal(echo('Stop.', faint), 'noise'));
  test("the user's does", () => assert.equal(echo('Stop.'), 'stop'));
  test('asking back is no echo', () => assert.equal(echo('At ten in the morning?'), 'addressed'));
  test('another sentence with some of the words is none', () =>
    assert.equal(echo('And when does the library open in the evening?'), 'addressed'));
  test('a word of it at the usual level is the user', () => assert.equal(echo('Morning.'), 'addressed'));
});

describe('after a question of the assistant', () => {
  const afterQuestion = true;
  test('a short answer is an answer', () => {
    for (const text of ['Yes.', 'Yes, please.', 'Okay.', 'Sure.', 'Seven.', 'Tom.']) {
      assert.equal(verdictOf(said(text, { afterQuestion })), 'addressed', text);
    }
  });
  test('a hum is none', () => assert.equal(verdictOf(said('Hmm.', { afterQuestion })), 'backchannel'));
});

describe('settings', () => {
  const judge = (bargeIn: OverlapContext['bargeIn'], text: string) =>
    judgeOverlap(said(text), context('en', { bargeIn })).verdict;
  test('only stop phrases', () => {
    assert.equal(judge('stop-phrases', 'Stop.'), 'stop');
    assert.equal(judge('stop-phrases', 'Stop, what about Berlin?'), 'addressed');
    assert.equal(judge('stop-phrases', 'What about Berlin?'), 'side-talk');
  });
  test('never', () => assert.equal(judge('never', 'Stop.'), 'side-talk'));
  test("the user's own phrases", () => {
    const phrases = loadPhrases('en', { en: { stop: ['red light'], backchannel: ['banana'] } });
    assert.equal(judgeOverlap(said('Okay, red light!'), context('en', { phrases })).verdict, 'stop');
    assert.equal(judgeOverlap(said('Banana.'), context('en', { phrases })).verdict, 'backchannel');
    assert.equal(judgeOverlap(said('Stop.'), context('en', { phrases })).verdict, 'addressed');
  });
});

describe('a single word', () => {
  const brief = { speechMs: 300 };
  test('is a cough or a misheard back-channel when it is brief and unknown', () => {
    assert.equal(verdictOf(said('Kh.', brief)), 'noise');
    assert.equal(verdictOf(said('Bright.', brief)), 'backchannel');
    assert.equal(verdictOf(said('Hmhmhm.', brief)), 'backchannel');
    assert.equal(verdictOf(said('Oh, bright.', brief)), 'backchannel');
  });
  test('takes the floor when it asks for something', () => {
    for (const text of ['No.', 'Why?', 'Louder!', 'Again.', 'What?', 'Seven.']) {
      assert.equal(verdictOf(said(text, brief)), 'addressed', text);
    }
    for (const text of ['Nein.', 'Warum?', 'Lauter!', 'Nochmal.'])
      assert.equal(verdictOf(said(text, brief), 'de'), 'addressed', text);
  });
  test('takes the floor when it is said at length, or where it takes little', () => {
    assert.equal(verdictOf(said('Bright.', { speechMs: 600 })), 'addressed');
    const judge = (sensitivity: number) =>
      judgeOverlap(said('Bright.', { speechMs: 450 }), context('en', { sensitivity })).verdict;
    assert.deepEqual([judge(1), judge(0)], ['addressed', 'backchannel']);
  });
});

describe('whatever is heard', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        'stop',
        'okay',
        'yeah',
        'Tom,',
        'Sotto',
        'what',
        'Berlin',
        'honey',
        'not you',
        'um',
        'never mind',
        '?',
        ',',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 12 },
  );
  const evidence = fc.record({
    text: fc.option(
      pieces.map((words) => words.join(' ')),
      { nil: undefined },
    ),
    heard: fc.constantFrom('speech' as const, 'nothing' as const, 'pending' as const),
    speechMs: fc.integer({ min: 0, max: 5000 }),
    levelDbfs: fc.double({ min: -120, max: 0 }),
    usualLevelDbfs: fc.option(fc.double({ min: -60, max: 0 }), { nil: undefined }),
    stillSpeaking: fc.boolean(),
    afterQuestion: fc.boolean(),
    replyText: fc.option(
      pieces.map((words) => words.join(' ')),
      { nil: undefined },
    ),
  });
  const bargeIn = fc.constantFrom('any-speech' as const, 'words' as const, 'stop-phrases' as const);

  test('there is a verdict of the list, or none yet', () => {
    fc.assert(
      fc.property(evidence, bargeIn, fc.constantFrom('en', 'de'), (heard, takes, language) => {
        const { verdict, reason } = judgeOverlap(heard, context(language, { bargeIn: takes }));
        assert.ok(verdict === undefined || OVERLAP_VERDICTS.includes(verdict));
        assert.match(reason, /^[a-z]+(-[a-z]+)*$/);
      }),
    );
  });

  test('who has fallen silent and was transcribed is judged', () => {
    fc.assert(
      fc.property(evidence, bargeIn, (heard, takes) => {
        const settled = { ...heard, stillSpeaking: false, text: heard.text ?? '', heard: 'speech' as const };
        assert.notEqual(judgeOverlap(settled, context('en', { bargeIn: takes })).verdict, undefined);
      }),
    );
  });

  for (const language of ['en', 'de']) {
    const { stop, stopCompanions, notStop } = loadPhrases(language);
    test(`${language}: a stop phrase always wins`, () => {
      const around = fc.array(fc.constantFrom(...stopCompanions.phrases, 'Sotto'), { maxLength: 2 });
      fc.assert(
        fc.property(
          evidence,
          bargeIn,
          around,
          fc.constantFrom(...stop.phrases),
          around,
          (heard, takes, before, phrase, after) => {
            const text = [...before, phrase, ...after].join(' ');
            // "Good" and "enough" are "good enough".
            fc.pre(notStop.phrases.every((other) => !text.includes(other) || phrase.includes(other)));
            const { verdict } = judgeOverlap(
              { ...heard, text, replyText: undefined },
              context(language, { bargeIn: takes }),
            );
            assert.equal(verdict, heard.stillSpeaking ? 'addressed' : 'stop', text);
          },
        ),
      );
    });
  }
});
