import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Segmenter } from './segmenter.ts';
import type { SpeechSegment } from './speech-segment.ts';
import { hasSpeech, MAX_TEXT_LENGTH } from './synthesis-request.ts';

function segment(deltas: readonly string[], language: string = 'en'): SpeechSegment[] {
  const segmenter = new Segmenter({ language });
  return [...deltas.flatMap((delta) => segmenter.push(delta)), ...segmenter.flush()];
}

const spoken = (text: string, language?: string): string[] => segment([text], language).map((part) => part.spokenText);

type Cases = readonly (readonly [name: string, text: string, segments: readonly string[], language?: string])[];

function check(cases: Cases): void {
  for (const [name, text, segments, language] of cases) {
    test(name, () => assert.deepEqual(spoken(text, language), segments));
  }
}

describe('the first segment', () => {
  check([
    [
      'is a whole sentence where that is short',
      'Sure! I can help you with that.',
      ['Sure!', 'I can help you with that.'],
    ],
    [
      'is a clause where the sentence is long',
      'Yes, of course. Tomorrow in Berlin, it will be about 18 degrees with light rain.',
      ['Yes, of course.', 'Tomorrow in Berlin, it will be about 18 degrees with light rain.'],
    ],
    [
      'ends at a comma after three words',
      'The weather today, as far as I can tell, stays dry and warm.',
      ['The weather today,', 'as far as I can tell, stays dry and warm.'],
    ],
    ['does not end at a comma after two words', 'In Berlin, it rains.', ['In Berlin, it rains.']],
    [
      'is not cut so that one word is left',
      'I think that is right, yes. More will follow here.',
      ['I think that is right, yes.', 'More will follow here.'],
    ],
    [
      'ends before a word that opens a clause where there is no comma',
      'The capital of France is Paris which lies on the river Seine and has two million people.',
      ['The capital of France is Paris which lies on the river Seine,', 'and has two million people.'],
    ],
    [
      'ends before a part of the clause where a long one has no better place',
      'Our closest star is a quite ordinary yellow dwarf with a surface of about six thousand degrees.',
      ['Our closest star is a quite ordinary yellow dwarf,', 'with a surface of about six thousand degrees.'],
    ],
    [
      'ends before a part of the clause in German',
      'Der höchste Berg der ganzen langen Bergkette liegt weit im Norden und ist sehr beliebt bei uns.',
      ['Der höchste Berg der ganzen langen Bergkette liegt weit,', 'im Norden und ist sehr beliebt bei uns.'],
      'de',
    ],
    [
      'ends at a dash',
      'My first idea here — if you ask me — is to wait.',
      ['My first idea here,', 'if you ask me, is to wait.'],
    ],
    [
      'does not end inside brackets',
      'Take one (red, green, or perhaps blue) home.',
      ['Take one (red, green, or perhaps blue) home.'],
    ],
    ['does not end inside a date', 'It was May 5, 2024 when that came.', ['It was May 5, 2024 when that came.']],
    [
      'is the first one that can be spoken',
      '🎉\n---\nThat is it, of course. And more to come.',
      ['That is it, of course.', 'And more to come.'],
    ],
  ]);

  test('is there before the sentence is over', () => {
    const segmenter = new Segmenter({ language: 'en' });
    assert.deepEqual(
      segmenter.push('If it rains tomorrow, you should s').map((part) => part.spokenText),
      ['If it rains tomorrow,'],
    );
  });
});

describe('sentences', () => {
  check([
    ['a title is no end', 'Hi. Then Dr. Smith met Mrs. Jones there.', ['Hi.', 'Then Dr Smith met Mrs Jones there.']],
    ['initials are no end', 'Hi. It was J. K. Rowling who wrote it.', ['Hi.', 'It was J K Rowling who wrote it.']],
    [
      'a shortened word is no end',
      'Hi. Use tools, e.g. Python, etc. for that.',
      ['Hi.', 'Use tools, for example Python, et cetera for that.'],
    ],
    ['an afternoon can be one', 'Hi. We met at 3 p.m. Then it rained.', ['Hi.', 'We met at 3 PM.', 'Then it rained.']],
    ['an afternoon need not be one', 'Hi. We met at 3 p.m. in the park.', ['Hi.', 'We met at 3 PM in the park.']],
    ['a number is no end', 'Hi. Take No. 5 at 3.14 of it.', ['Hi.', 'Take number 5 at 3.14 of it.']],
    [
      'a word that looks like one can end',
      'Hi. The answer is still no. It was clear.',
      ['Hi.', 'The answer is still no.', 'It was clear.'],
    ],
    ['"I" can end', 'Hi. So do you and I. We both know it.', ['Hi.', 'So do you and I.', 'We both know it.']],
    ['a year can end', 'Hi. That was in 2008. Then came rain.', ['Hi.', 'That was in 2008.', 'Then came rain.']],
    [
      'an address is no end',
      'Hi. See https://example.com/a.b?c=d. It is there.',
      ['Hi.', 'See example.com.', 'It is there.'],
    ],
    ['a file name is no end', 'Hi. Open main.ts and Node.js again.', ['Hi.', 'Open main.ts and Node.js again.']],
    [
      'quotes close with the sentence',
      'Hi. He said "Go away!" Then he left.',
      ['Hi.', 'He said "Go away!"', 'Then he left.'],
    ],
    ['speech that goes on is no end', 'Hi. "Really?" she asked him.', ['Hi.', '"Really?" she asked him.']],
    [
      'brackets close with the sentence',
      'Hi. It works (I think so.) Try it now.',
      ['Hi.', 'It works (I think so.)', 'Try it now.'],
    ],
    [
      'references go with their sentence',
      'Hi. It is two years.[1] It was more [2]. So there it is.',
      ['Hi.', 'It is two years.', 'It was more.', 'So there it is.'],
    ],
    ['three dots are a pause', 'Hi. Well... I think so... maybe.', ['Hi.', 'Well... I think so... maybe.']],
    ['marks of both kinds end', 'Hi. What was that?! I heard it.', ['Hi.', 'What was that?', 'I heard it.']],
    ['bold closes with the sentence', 'Hi. **This is a note.** It goes on.', ['Hi.', 'This is a note.', 'It goes on.']],
    [
      'short ones go with the next',
      'Hi there. Yes. No. Perhaps it is so.',
      ['Hi there.', 'Yes. No. Perhaps it is so.'],
    ],
    ['a picture is silent', 'Hi. That is done! 🎉 Now the next one.', ['Hi.', 'That is done!', 'Now the next one.']],
  ]);
});

describe('lines', () => {
  check([
    [
      'a line ends a segment',
      'Here is the list:\nNow comes the first one\nNow the second',
      ['Here is the list:', 'Now comes the first one.', 'Now the second.'],
    ],
    ['short items go together', 'Here:\n- Apples\n- Pears\n- Plums\n', ['Here:', 'Apples, Pears.', 'Plums.']],
    [
      'numbers of a list are no sentences',
      'Do this:\n1. First, open the door.\n2. Close it.',
      ['Do this:', '1, First, open the door.', '2, Close it.'],
    ],
    ['a heading goes with a short text', 'Hi.\n# Title\n\nThis is it.', ['Hi.', 'Title. This is it.']],
    [
      'a table is read row by row',
      'Look:\n| Name | Years |\n|---|---|\n| Ann Smith | 30 |\n',
      ['Look:', 'Name, Years.', 'Ann Smith, 30.'],
    ],
    [
      'code is never spoken',
      'Use this:\n```js\nconst a = 1. b;\n```\nThen run it twice. ```x. Y.```',
      ['Use this:', 'Then run it twice.'],
    ],
    ['code that never ends is never spoken', 'Use this one: ```\nrm. All of it.', ['Use this one:']],
  ]);
});

describe('other languages', () => {
  check([
    [
      'Chinese',
      '好的。我来帮你查一下天气，今天北京晴，气温二十度。明天可能会下雨！你要带伞吗？',
      ['好的。', '我来帮你查一下天气，今天北京晴，气温二十度。', '明天可能会下雨！', '你要带伞吗？'],
      'zh',
    ],
    [
      'Japanese begins with a clause',
      '今日の天気は、晴れのち曇りでしょう。',
      ['今日の天気は、', '晴れのち曇りでしょう。'],
      'ja',
    ],
    ['Korean', '네, 알겠습니다. 내일은 비가 올 것 같아요.', ['네, 알겠습니다.', '내일은 비가 올 것 같아요.'], 'ko'],
    [
      'German writes ordinals and abbreviations with stops',
      'Ja. Das kostet z. B. am 3. Oktober bzw. Nov. 50 Euro. Danach ist es frei.',
      ['Ja.', 'Das kostet z. B. am 3. Oktober bzw. Nov. 50 Euro.', 'Danach ist es frei.'],
      'de',
    ],
    [
      'Spanish',
      'Hola. ¿Qué tal estás hoy? ¡Muy bien, gracias!',
      ['Hola.', '¿Qué tal estás hoy?', '¡Muy bien, gracias!'],
      'es',
    ],
    ['Hindi', 'नमस्ते। आप कैसे हैं आज यहाँ? मैं ठीक हूँ।', ['नमस्ते।', 'आप कैसे हैं आज यहाँ?', 'मैं ठीक हूँ।'], 'hi'],
    ['Arabic', 'نعم. كيف حالك اليوم؟ أنا بخير والحمد لله.', ['نعم.', 'كيف حالك اليوم؟', 'أنا بخير والحمد لله.'], 'ar'],
  ]);
});

describe('long text', () => {
  const words = (count: number): string =>
    Array.from({ length: count }, (_, index) => `word${'abcdefgh'[index % 8]}`).join(' ');

  test('a sentence without marks is cut between words, with at least two on either side', () => {
    const parts = spoken(`${words(100)}.`);
    assert.ok(parts.length >= 3);
    assert.ok(
      parts.every((part) => part.length <= 181 && part.split(' ').length >= 2),
      parts.join('\n'),
    );
    assert.equal(parts.join(' ').replaceAll(',', ''), `${words(100)}.`);
  });

  test('a comma is preferred to any space', () => {
    const parts = spoken(`Yes. Oh ${words(19)}, ${words(20)}.`);
    assert.deepEqual(parts, ['Yes.', `Oh ${words(19)},`, `${words(20)}.`]);
  });

  test('a word without end is cut', () => {
    assert.deepEqual(
      spoken('a'.repeat(400)).map((part) => part.length),
      [182, 182, 39],
    );
  });

  test('a long address is read as its host', () => {
    assert.deepEqual(spoken(`Hi. It is at https://example.com/${'a/'.repeat(300)} and nowhere else.`), [
      'Hi.',
      'It is at example.com and nowhere else.',
    ]);
  });

  test('what is far longer spoken than written still comes in pieces a voice accepts', () => {
    const parts = spoken(`Hi. ${'$9.99 '.repeat(28)}is the price.`);
    assert.ok(parts.length > 2 && parts.every((part) => part.length <= MAX_TEXT_LENGTH), parts.join('\n'));
  });
});

describe('any reply', () => {
  const pieces = fc.constantFrom(
    ...'abcIZ好。，1.!?…,;:-—()[]*_`#|\n\n  "\'’/'.split(''),
    '...',
    '```',
    '**',
    'https://',
    'Dr.',
    'e.g.',
    'p.m. ',
    ' and ',
    'word ',
    'Hello there. ',
    '🎉',
    '👍🏽',
    '$5 ',
    '3.14',
    '[1]',
    '你好',
    '\n- ',
    '\n1. ',
  );
  const replies = fc.array(pieces, { maxLength: 120 }).map((parts) => parts.join(''));

  test('gives the same segments however it is divided into deltas', () => {
    fc.assert(
      fc.property(replies, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), (reply, sizes) => {
        const deltas: string[] = [];
        for (let at = 0, turn = 0; at < reply.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          deltas.push(reply.slice(at, at + size));
          at += size;
        }
        const whole = segment([reply]);
        assert.deepEqual(segment(deltas), whole);
        assert.deepEqual(segment(reply.split('')), whole);
      }),
      { numRuns: 300 },
    );
  });

  test('is the beginning of the reply that its segments join to, each speakable and within bounds', () => {
    fc.assert(
      fc.property(replies, (reply) => {
        const parts = segment([reply]);
        assert.ok(reply.startsWith(parts.map(({ text }) => text).join('')));
        for (const [index, part] of parts.entries()) {
          assert.equal(part.sequence, index);
          assert.ok(hasSpeech(part.spokenText) && part.spokenText.length <= MAX_TEXT_LENGTH);
          assert.ok(part.spokenFrom <= part.text.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('what is not spoken stands before the part of the text that is', () => {
  const [, second] = segment(['Run this:\n```\nls\n```\nThat is all there is.']);
  assert.deepEqual(second, {
    sequence: 1,
    text: '```\nls\n```\nThat is all there is.',
    spokenFrom: '```\nls\n```\n'.length,
    spokenText: 'That is all there is.',
  });
});

test('no more than one segment of ordinary text is ever held back', () => {
  const deltas =
    'All of this is a sentence that goes on for a while, and then it ends. '.repeat(400).match(/.{1,4}/gs) ?? [];
  const segmenter = new Segmenter({ language: 'en' });
  let longest = 0;
  let pending = 0;
  for (const delta of deltas) {
    pending += delta.length;
    for (const part of segmenter.push(delta)) pending -= part.text.length;
    longest = Math.max(longest, pending);
  }
  assert.ok(longest < 200, `${longest} characters were held back`);
});
